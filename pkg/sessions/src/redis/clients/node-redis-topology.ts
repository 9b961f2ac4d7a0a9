import { ClusterTopology } from "../topology/cluster-topology.ts";
import { NodeRedisCluster } from "./node-redis-cluster.ts";
import type { NodeRedisClusterClient } from "./node-redis-cluster.ts";
import { NodeRedisCommands } from "./node-redis-commands.ts";
import type { NodeRedisNodeClient, NodeRedisSentinelClient } from "./node-redis-commands.ts";
import type { RedisTopology } from "../topology/redis-topology.ts";
import { refuseClient, refuseKeyPrefix } from "./refuse-client.ts";
import { SingleServer } from "../topology/single-server.ts";

/** What `createClient()`, `createCluster()` and `createSentinel()` of node-redis return, as its type tells it apart. */
export interface NodeRedisClient {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  sendCommand(...values: never[]): Promise<unknown>;
}

/** What is looked at to refuse clients that cannot work. */
interface Traits {
  readonly isPubSubActive?: boolean;
  readonly options?: { readonly RESP?: number };
  readonly _keyPrefix?: string;
}

/** Whether a value is a client of node-redis: it says that it is open and ready, and sends commands. A pool does not. */
export function isNodeRedisClient(client: unknown): client is NodeRedisClient {
  if (typeof client !== "object" || client === null) return false;
  const { isOpen, isReady, sendCommand } = client as Partial<NodeRedisClient>;
  return typeof isOpen === "boolean" && typeof isReady === "boolean" && typeof sendCommand === "function";
}

/** @throws SessionConfigError for a client that cannot work */
export function checkNodeRedisClient(client: NodeRedisClient): void {
  const { isPubSubActive, options, _keyPrefix } = client as unknown as Traits;
  if (!client.isOpen) refuseClient("is not connected: call its connect() before you make the store");
  if (isPubSubActive && options?.RESP === 2) {
    refuseClient("has subscriptions, beside which RESP 2 allows no commands: give the store another client");
  }
  if (_keyPrefix) refuseKeyPrefix();
}

/** What stands behind a client of node-redis. */
export function nodeRedisTopology(client: NodeRedisClient): RedisTopology {
  if (isCluster(client)) return new ClusterTopology(new NodeRedisCluster(client));
  return new SingleServer(
    new NodeRedisCommands(client as unknown as NodeRedisNodeClient | NodeRedisSentinelClient),
  );
}

function isCluster(client: object): client is NodeRedisClusterClient {
  return "nodeByAddress" in client;
}
