import { SessionConfigError } from "../core/errors.ts";
import { ioredisTopology, isIoredisClient } from "./ioredis-topology.ts";
import type { IoredisClient } from "./ioredis-topology.ts";
import { isNodeRedisClient, nodeRedisTopology } from "./node-redis-topology.ts";
import type { NodeRedisClient } from "./node-redis-topology.ts";
import type { RedisTopology } from "./redis-topology.ts";

/**
 * What stands behind a client. It is known by what it has and not by its class, of which several copies may be loaded.
 *
 * @throws SessionConfigError for anything that no store could work with
 */
export function topologyOf(client: IoredisClient | NodeRedisClient): RedisTopology {
  if (isIoredisClient(client)) return ioredisTopology(client);
  if (isNodeRedisClient(client)) return nodeRedisTopology(client);
  throw new SessionConfigError(
    "Store option client must be what connectRedis() returns, a Redis or Cluster of ioredis, " +
      "or what createClient(), createCluster() or createSentinel() of node-redis 6 return",
  );
}
