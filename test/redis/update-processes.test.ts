import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisStore } from "hertz-sessions/redis";

import { incrementInProcesses } from "../support/increment-in-processes.ts";
import { startRedisCluster, type RedisCluster } from "../support/redis-cluster.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { saveSession } from "../support/save-session.ts";
import { storeClients } from "../support/store-clients.ts";

const libraries = ["ioredis", "node-redis"] as const;
const SHARES = [67, 67, 66];

let server: RedisServer;
let cluster: RedisCluster;

beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedisServer(), startRedisCluster()]);
});

afterAll(async () => {
  await Promise.all([server.stop(), cluster.stop()]);
});

describe.each(["one server", "a cluster"] as const)("update() on %s", (topology) => {
  it.each(libraries)("counts 200 increments over three processes to exactly 200 with %s", async (library) => {
    // Time enough for all of them to get their turn on a machine that is busy with other tests.
    const options = { secrets: ["a secret of the tests, long enough"], deadlineMs: 15_000 };
    const redis = topology === "one server" ? { url: server.url } : { cluster: cluster.addresses };
    const connection = await ("url" in redis
      ? storeClients[library].server(redis.url)
      : storeClients[library].cluster(redis.cluster));
    const store = new RedisStore({ ...options, client: connection.client });
    const { id } = await saveSession(store, { user: "ada" });

    const results = await incrementInProcesses(
      SHARES.map((times) => ({ library, redis, store: options, id, times })),
    );

    const session = await store.open<{ count: number; user: string }>(id);
    connection.close();
    expect(session?.get("count")).toBe(200);
    expect(session?.get("user")).toBe("ada");
    expect(new Set(results).size).toBe(200);
  });
});
