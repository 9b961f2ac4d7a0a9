import { afterAll, beforeAll, describe, it } from "vitest";
import { describeSessionStore } from "hertz-sessions/testing";
import { startRedisCluster } from "../support/redis-cluster.ts";
import type { RedisCluster } from "../support/redis-cluster.ts";
import { abilitiesAtOnce, createStoresOver } from "../support/redis-stores.ts";
import { storeClients } from "../support/store-clients.ts";

let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startRedisCluster();
});

afterAll(() => cluster.stop());

for (const library of ["ioredis", "node-redis"] as const) {
  describeSessionStore(
    `RedisStore over Redis Cluster with ${library}`,
    createStoresOver(() => storeClients[library].cluster(cluster.addresses)),
    { describe, it: it.concurrent },
    abilitiesAtOnce,
  );
}
