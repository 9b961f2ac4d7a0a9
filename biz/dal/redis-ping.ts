import type { Cluster, Redis } from "ioredis";

import { withinDeadline } from "./redis-deadline.ts";

/** Resolves when Redis answers a PING within the deadline, rejects otherwise. */
export function createRedisPing(client: Redis | Cluster, deadlineMs = 1000): () => Promise<void> {
  return async function pingRedis() {
    await withinDeadline(client, deadlineMs, (redis) => redis.ping());
  };
}
