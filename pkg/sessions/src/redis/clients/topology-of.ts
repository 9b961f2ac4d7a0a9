import { SessionConfigError } from "../../core/errors.ts";
import { checkIoredisClient, ioredisTopology, isIoredisClient } from "./ioredis-topology.ts";
import type { IoredisClient } from "./ioredis-topology.ts";
import { checkNodeRedisClient, isNodeRedisClient, nodeRedisTopology } from "./node-redis-topology.ts";
import type { NodeRedisClient } from "./node-redis-topology.ts";
import type { RedisTopology } from "../topology/redis-topology.ts";

/** One for each client: the stores that share a client share its event listeners, and what is known of its servers' clocks. */
const topologies = new WeakMap<object, RedisTopology>();

/**
 * What stands behind a client. It is known by what it has and not by its class, of which several copies may be loaded.
 *
 * @throws SessionConfigError for anything that no store could work with
 */
export function topologyOf(client: IoredisClient | NodeRedisClient): RedisTopology {
  if (isIoredisClient(client)) {
    checkIoredisClient(client);
    return topologies.get(client) ?? remember(client, ioredisTopology(client));
  }
  if (isNodeRedisClient(client)) {
    checkNodeRedisClient(client);
    return topologies.get(client) ?? remember(client, nodeRedisTopology(client));
  }
  throw new SessionConfigError(
    "Store option client must be what connectRedis() returns, a Redis or Cluster of ioredis, " +
      "or what createClient(), createCluster() or createSentinel() of node-redis 6 return",
  );
}

function remember(client: object, topology: RedisTopology): RedisTopology {
  topologies.set(client, topology);
  return topology;
}
