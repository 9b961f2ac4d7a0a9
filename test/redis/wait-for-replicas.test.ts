import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { RedisStore } from "hertz-sessions/redis";
import { MemoryStore } from "hertz-sessions/memory";

import { startRedisCluster, type RedisCluster } from "../support/redis-cluster.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { StoreClient } from "../support/redis-stores.ts";
import { saveSession } from "../support/save-session.ts";
import { storeClients, type ClientLibrary } from "../support/store-clients.ts";

const secrets = ["a secret of the tests, long enough"];
const LIBRARIES = Object.keys(storeClients) as ClientLibrary[];

let primary: RedisServer;
let replica: RedisServer;
let cluster: RedisCluster;
let prefixes = 0;

beforeAll(async () => {
  primary = await startRedisServer({ args: ["--repl-diskless-sync-delay", "0"] });
  replica = await startRedisServer({ args: ["--replicaof", "127.0.0.1", String(primary.port)] });
  const client = await replica.client();
  await vi.waitFor(
    async () => expect(await client.info("replication")).toContain("master_link_status:up"),
    10_000,
  );
  cluster = await startRedisCluster({ replicas: 1 });
});

afterAll(async () => {
  await Promise.all([primary.stop(), replica.stop(), cluster.stop()]);
});

function storeOver({ client, close }: StoreClient, deadlineMs = 5000): RedisStore {
  onTestFinished(async () => {
    await close();
  });
  return new RedisStore({ client, secrets, deadlineMs, keyPrefix: `wait-${(prefixes += 1)}:` });
}

/** Lets the replica hang while something is done. */
async function withoutReplica<Result>(run: () => Promise<Result>): Promise<Result> {
  replica.pause();
  try {
    return await run();
  } finally {
    replica.resume();
  }
}

describe.each(LIBRARIES)("writes that wait for replicas, over %s", (library) => {
  it("resolve once a replica has them: a new session, a change, and the end", async () => {
    const store = storeOver(await storeClients[library].server(primary.url));
    const session = await saveSession(store, { n: 0 }, { wait: 1 });
    const [key = ""] = await (await replica.client()).keys(`wait-${prefixes}:*`);
    expect(key).not.toBe("");
    session.set("n", 1);
    await session.save({ wait: 1 });
    expect(await (await replica.client()).get(key)).toContain('"n"\t1');
    await session.destroy({ wait: 1 });
    expect(await (await replica.client()).exists(key)).toBe(0);
  });

  it("reject when no replica has them in time, and are known to have reached the primary", async () => {
    const store = storeOver(await storeClients[library].server(primary.url), 500);
    const session = await saveSession(store, { n: 0 }, { wait: 1 });
    await withoutReplica(async () => {
      session.set("n", 1);
      await expect(session.save({ wait: 1 })).rejects.toMatchObject({
        code: "ERR_SESSION_NOT_REPLICATED",
        status: 503,
      });
    });
    expect((await store.open<{ n: number }>(session.id))?.get("n")).toBe(1);
  });

  it("do not hold up writes that do not wait", async () => {
    const store = storeOver(await storeClients[library].server(primary.url), 1000);
    const [waiting, other] = [
      await saveSession(store, { n: 0 }, { wait: 1 }),
      await saveSession(store, { n: 0 }),
    ];
    await withoutReplica(async () => {
      waiting.set("n", 1);
      const late = waiting.save({ wait: 1 }).then(
        () => "saved",
        () => "rejected",
      );
      other.set("n", 1);
      await other.save();
      expect(await late).toBe("rejected");
    });
  });

  it("wait on a cluster for the replica of their own primary", async () => {
    const store = storeOver(await storeClients[library].cluster(cluster.addresses), 2000);
    const sessions = await Promise.all(
      Array.from({ length: 12 }, (_, n) => saveSession(store, { n }, { wait: 1 })),
    );
    for (const session of sessions) session.set("n", -1);
    await Promise.all(sessions.map((session) => session.save({ wait: 1 })));
    const rows = await Promise.all(cluster.replicas.map(async (node) => (await node.client()).dbsize()));
    expect(rows.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(sessions.length);
    await expect(Promise.all(sessions.map((session) => session.save({ wait: 2 })))).rejects.toMatchObject({
      code: "ERR_SESSION_NOT_REPLICATED",
    });
  });
});

describe("the option wait", () => {
  it("is refused by a store that has no replicas", async () => {
    const session = await saveSession(new MemoryStore({ secrets }), { n: 0 });
    await expect(session.save({ wait: 1 })).rejects.toMatchObject({ code: "ERR_SESSION_NO_REPLICAS" });
  });

  it.each([0, -1, 1.5, Number.NaN])("is refused when it is no number of replicas: %s", async (wait) => {
    const session = await saveSession(new MemoryStore({ secrets }), { n: 0 });
    await expect(session.save({ wait })).rejects.toMatchObject({ code: "ERR_SESSION_CONFIG" });
  });
});
