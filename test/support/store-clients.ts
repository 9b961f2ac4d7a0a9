import { once } from "node:events";

import { connectRedis } from "hertz-sessions/redis";
import { Cluster, Redis } from "ioredis";
import { createClient, createCluster, createSentinel } from "redis";

import type { RedisSentinelGroup } from "./redis-sentinel.ts";
import type { StoreClient } from "./redis-stores.ts";

/** How each library connects, as its users do. */
export interface StoreClients {
  /** A client of one server, connected when this resolves. */
  server(url: string): Promise<StoreClient>;
  /** A client of a cluster, given addresses of its nodes, connected when this resolves. */
  cluster(addresses: readonly string[]): Promise<StoreClient>;
}

/** Clients by what their library is called. */
export const storeClients = {
  ioredis: {
    async server(url) {
      const client = connectRedis({ url });
      await once(client, "ready");
      return { client, close: () => client.disconnect() };
    },
    async cluster(addresses) {
      const client = connectRedis({ cluster: addresses });
      await once(client, "ready");
      return { client, close: () => client.disconnect() };
    },
  },
  "ioredis, with the settings it has by itself": {
    async server(url) {
      const client = new Redis(url);
      await once(client, "ready");
      return { client, close: () => client.disconnect() };
    },
    async cluster(addresses) {
      const client = new Cluster([...addresses], { enableAutoPipelining: true });
      await once(client, "ready");
      return { client, close: () => client.disconnect() };
    },
  },
  "node-redis": {
    async server(url) {
      const client = createClient({ url, socket: { reconnectStrategy: 50 } });
      await client.connect();
      return { client, close: () => client.destroy() };
    },
    async cluster(addresses) {
      const client = createCluster({
        rootNodes: addresses.map((address) => ({ url: `redis://${address}` })),
        defaults: { socket: { reconnectStrategy: 50 } },
        topologyRefreshOnReconnectionAttemptStrategy: 100,
      });
      await client.connect();
      return { client, close: () => client.destroy() };
    },
  },
} as const satisfies Record<string, StoreClients>;

/** The names of `storeClients`. */
export type ClientLibrary = keyof typeof storeClients;

/** A node-redis client of a group with sentinels, connected when this resolves. */
export async function nodeRedisSentinel({ name, sentinels }: RedisSentinelGroup): Promise<StoreClient> {
  const client = createSentinel({
    name,
    sentinelRootNodes: sentinels.map((address) => {
      const [host = "", port] = address.split(":");
      return { host, port: Number(port) };
    }),
  });
  await client.connect();
  return { client, close: () => client.destroy() };
}
