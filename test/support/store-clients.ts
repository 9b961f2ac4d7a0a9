import { once } from "node:events";

import { Cluster } from "ioredis";
import { createClient, createCluster, createSentinel } from "redis";

import type { RedisCluster } from "./redis-cluster.ts";
import type { RedisSentinelGroup } from "./redis-sentinel.ts";
import type { StoreClient } from "./redis-stores.ts";

/** A node-redis client of one server, connected when this resolves. */
export async function nodeRedisClient(url: string): Promise<StoreClient> {
  const client = createClient({ url, socket: { reconnectStrategy: 50 } });
  await client.connect();
  return { client, close: () => client.destroy() };
}

/** A node-redis client of a cluster, connected when this resolves. */
export async function nodeRedisCluster({ addresses }: RedisCluster): Promise<StoreClient> {
  const client = createCluster({
    rootNodes: addresses.map((address) => ({ url: `redis://${address}` })),
    topologyRefreshOnReconnectionAttemptStrategy: 200,
  });
  await client.connect();
  return { client, close: () => client.destroy() };
}

/** An ioredis client of a cluster with the settings that ioredis has by itself, connected when this resolves. */
export async function ioredisCluster({ addresses }: RedisCluster): Promise<StoreClient> {
  const client = new Cluster([...addresses]);
  await once(client, "ready");
  return { client, close: () => client.disconnect() };
}

/** A node-redis client of a group with sentinels, connected when this resolves. */
export async function nodeRedisSentinel({ name, sentinels }: RedisSentinelGroup): Promise<StoreClient> {
  const client = createSentinel({
    name,
    sentinelRootNodes: sentinels.map((address) => {
      const [host = "", port] = address.split(":");
      return { host, port: Number(port) };
    }),
  });
  // It speaks of each sentinel and server that is away.
  client.on("error", () => {});
  await client.connect();
  return { client, close: () => client.destroy() };
}
