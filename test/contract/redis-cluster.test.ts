import { afterAll, beforeAll, describe, it } from "vitest";
import { connectRedis } from "hertz-sessions/redis";
import { describeSessionStore } from "hertz-sessions/testing";
import { startRedisCluster } from "../support/redis-cluster.ts";
import type { RedisCluster } from "../support/redis-cluster.ts";
import { createStoresOver } from "../support/redis-stores.ts";
import { nodeRedisCluster } from "../support/store-clients.ts";

let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startRedisCluster();
});

afterAll(() => cluster.stop());

describeSessionStore(
  "RedisStore over ioredis Cluster",
  createStoresOver(() => {
    const client = connectRedis({ cluster: cluster.addresses });
    return { client, close: () => client.disconnect() };
  }),
  { describe, it },
);

describeSessionStore(
  "RedisStore over node-redis createCluster()",
  createStoresOver(() => nodeRedisCluster(cluster)),
  { describe, it },
);
