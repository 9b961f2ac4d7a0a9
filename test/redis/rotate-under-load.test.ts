import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Delta, Expectation, MergeResult } from "hertz-sessions";
import { RedisStore } from "hertz-sessions/redis";
import type { RedisStoreOptions } from "hertz-sessions/redis";

import { startRedisCluster, type RedisCluster } from "../support/redis-cluster.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import type { StoreClient } from "../support/redis-stores.ts";
import { loadWhileRotating } from "../support/rotating-visitors.ts";
import { storeClients, type ClientLibrary } from "../support/store-clients.ts";

const LOAD_MS = 3500;
const libraries: readonly ClientLibrary[] = ["ioredis", "node-redis"];
let server: RedisServer;
let cluster: RedisCluster;
let prefixes = 0;

beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedisServer(), startRedisCluster()]);
});

afterAll(async () => {
  await Promise.all([server.stop(), cluster.stop()]);
});

/** Counts a write as done that met a session under an id from before its rotation. */
class ForgetfulStore extends RedisStore {
  override async merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const result = await super.merge(handle, delta, expected);
    return typeof result === "object" && "movedTo" in result ? "merged" : result;
  }
}

/** Two stores with a client each, whose sessions get another id when theirs is a second old. */
async function storesOver(
  connect: () => Promise<StoreClient>,
  Store: new (options: RedisStoreOptions) => RedisStore = RedisStore,
): Promise<readonly [RedisStore, RedisStore]> {
  const [first, second] = await Promise.all([connect(), connect()]);
  onTestFinished(async () => {
    await Promise.all([first.close(), second.close()]);
  });
  const options = {
    secrets: ["a secret of the tests, long enough"],
    keyPrefix: `rotating-${(prefixes += 1)}:`,
    rotateAfter: 1,
    deadlineMs: 10_000,
  };
  return [new Store({ ...options, client: first.client }), new Store({ ...options, client: second.client })];
}

describe.each(libraries)("rotation under load, over %s", (library) => {
  it.each(["one server", "a cluster"])(
    "on %s nobody is signed out, and no acknowledged change is lost",
    async (where) => {
      const connect = (): Promise<StoreClient> =>
        where === "a cluster"
          ? storeClients[library].cluster(cluster.addresses)
          : storeClients[library].server(server.url);
      const load = await loadWhileRotating(await storesOver(connect), LOAD_MS);
      expect(load).toMatchObject({ strangers: 0, lost: 0 });
      expect(load.overtaken, "saves that a rotation overtook").toBeGreaterThan(0);
    },
  );
});

it("a store that counts writes under the id from before as done is found out", async () => {
  const stores = await storesOver(() => storeClients.ioredis.server(server.url), ForgetfulStore);
  const load = await loadWhileRotating(stores, 2000);
  expect(load.lost).toBeGreaterThan(0);
});
