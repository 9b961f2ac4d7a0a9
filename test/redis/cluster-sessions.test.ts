import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { RedisStore } from "hertz-sessions/redis";

import { moveSlot, startRedisCluster, type RedisCluster } from "../support/redis-cluster.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { saveSession, type AnySession } from "../support/save-session.ts";
import { storeClients, type ClientLibrary } from "../support/store-clients.ts";

const libraries: readonly ClientLibrary[] = [
  "ioredis",
  "ioredis, with the settings it has by itself",
  "node-redis",
];

let cluster: RedisCluster;
let clients = 0;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  cluster = await startRedisCluster();
});

afterAll(async () => {
  for (const close of closers) await close();
  await cluster.stop();
});

async function connectStore(
  library: ClientLibrary,
  { deadlineMs = 500 } = {},
): Promise<{ store: RedisStore; keyPrefix: string }> {
  const { client, close } = await storeClients[library].cluster(cluster.addresses);
  closers.push(close);
  const keyPrefix = `cluster-${(clients += 1)}:`;
  const secrets = ["a secret of the tests, long enough"];
  return { store: new RedisStore({ client, secrets, keyPrefix, deadlineMs }), keyPrefix };
}

/** The key that a session with this handle has in Redis. */
function keyOf(keyPrefix: string, handle: string): string {
  return `${keyPrefix}{${handle.slice(0, 4)}}${handle.slice(4)}`;
}

async function slotOf(key: string): Promise<number> {
  const client = await cluster.primaries[0]?.client();
  return Number(await client?.cluster("KEYSLOT", key));
}

/** The primary that has this key, asked itself. */
async function holderOf(key: string): Promise<RedisServer> {
  for (const primary of cluster.primaries) {
    const found = await (await primary.client()).exists(key).catch(() => 0);
    if (found === 1) return primary;
  }
  throw new Error("No primary has this key");
}

/** How often a primary has answered that the keys of a command are between two. */
async function refusals(primary: RedisServer): Promise<number> {
  const stats = await (await primary.client()).info("errorstats");
  return Number(/^errorstat_TRYAGAIN:count=(\d+)/m.exec(stats)?.[1] ?? 0);
}

function otherThan(primary: RedisServer): RedisServer {
  const other = cluster.primaries.find((candidate) => candidate !== primary);
  if (!other) throw new Error("The cluster has one primary only");
  return other;
}

function open(store: RedisStore, { id }: AnySession): Promise<AnySession | null> {
  return store.open<Record<string, unknown>>(id);
}

describe.each(libraries)("RedisStore on a cluster with %s", (library) => {
  it("spreads sessions over all primaries, and each is found", async () => {
    const { store, keyPrefix } = await connectStore(library);
    const saved = await Promise.all(Array.from({ length: 60 }, (_, n) => saveSession(store, { n })));
    const holders = await Promise.all(saved.map(({ handle }) => holderOf(keyOf(keyPrefix, handle))));
    expect(new Set(holders).size).toBe(3);
    const loaded = await Promise.all(saved.map((session) => open(store, session)));
    expect(loaded.map((session) => session?.get("n"))).toEqual([...saved.keys()]);
  });

  it("regenerate() keeps the slot and leaves nothing under the old key", async () => {
    const { store, keyPrefix } = await connectStore(library);
    const session = await saveSession(store, { user: "ada" });
    const oldKey = keyOf(keyPrefix, session.handle);
    const holder = await holderOf(oldKey);
    await session.regenerate();
    const newKey = keyOf(keyPrefix, session.handle);
    expect(newKey).not.toBe(oldKey);
    expect(await slotOf(newKey)).toBe(await slotOf(oldKey));
    expect(await holderOf(newKey)).toBe(holder);
    expect(await (await holder.client()).exists(oldKey)).toBe(0);
  });

  it("finds a session, and saves it, while its slot moves to another primary and afterwards", async () => {
    const { store, keyPrefix } = await connectStore(library);
    const session = await saveSession(store, { n: 0 });
    const key = keyOf(keyPrefix, session.handle);
    const [from, slot] = await Promise.all([holderOf(key), slotOf(key)]);
    const to = otherThan(from);
    const count = async (): Promise<unknown> =>
      (await open(store, session))?.update("n", (n) => Number(n) + 1);

    await moveSlot(slot, from, to, async () => {
      expect(await count()).toBe(1);
    });

    expect(await count()).toBe(2);
    expect(await holderOf(key)).toBe(to);
    await moveSlot(slot, to, from);
    expect(await count()).toBe(3);
  });

  it.each(["regenerate", "rotate"] as const)(
    "%s() that meets a slot on its way to another primary waits until it has arrived",
    async (operation) => {
      const { store, keyPrefix } = await connectStore(library, { deadlineMs: 10_000 });
      const session = await saveSession(store, { user: "ada" });
      const key = keyOf(keyPrefix, session.handle);
      const [from, slot] = await Promise.all([holderOf(key), slotOf(key)]);
      const to = otherThan(from);
      const refusedBefore = await refusals(to);
      let moving: Promise<void> | undefined;

      await moveSlot(slot, from, to, async () => {
        moving = session[operation]();
        moving.catch(() => undefined); // awaited below
        await vi.waitFor(async () => expect(await refusals(to)).toBeGreaterThan(refusedBefore), 5000);
      });
      await moving;

      expect(await holderOf(keyOf(keyPrefix, session.handle))).toBe(to);
      expect((await open(store, session))?.get("user")).toBe("ada");
    },
  );

  it("a regenerate() whose slot does not arrive in time rejects, and its session stays as it was", async () => {
    const { store, keyPrefix } = await connectStore(library);
    const session = await saveSession(store, { user: "ada" });
    const { id } = session;
    const key = keyOf(keyPrefix, session.handle);
    const [from, slot] = await Promise.all([holderOf(key), slotOf(key)]);
    await moveSlot(slot, from, otherThan(from), async () => {
      await expect(session.regenerate()).rejects.toMatchObject({ name: "SessionStoreError", status: 503 });
      expect((await store.open<Record<string, unknown>>(id))?.get("user")).toBe("ada");
    });
    await session.regenerate();
    expect((await open(store, session))?.get("user")).toBe("ada");
  });

  it("a primary that hangs refuses the writes whose time is over, and sessions on the others go on", async () => {
    const { store, keyPrefix } = await connectStore(library);
    const sessions = await Promise.all(Array.from({ length: 50 }, () => saveSession(store, { n: 0 })));
    const [frozen] = cluster.primaries;
    const holders = await Promise.all(sessions.map(({ handle }) => holderOf(keyOf(keyPrefix, handle))));
    const onFrozen = sessions.filter((_, index) => holders[index] === frozen);
    const onOthers = sessions.filter((_, index) => holders[index] !== frozen);
    expect(onFrozen.length * onOthers.length).toBeGreaterThan(0);

    frozen?.pause();
    try {
      for (const session of sessions) session.set("n", 1);
      await Promise.all(onOthers.map((session) => session.save()));
      const late = await Promise.allSettled(onFrozen.map((session) => session.save()));
      expect(late.map(({ status }) => status)).toEqual(onFrozen.map(() => "rejected"));
      expect(late[0]).toMatchObject({ reason: { code: "ERR_SESSION_STORE_DEADLINE", status: 503 } });
    } finally {
      frozen?.resume();
    }

    // The commands lie in the sockets in front of these, so the answers to these say that those were run, or refused.
    const loaded = await Promise.all(sessions.map((session) => open(store, session)));
    expect(loaded.map((session) => session?.get("n"))).toEqual(
      sessions.map((session) => (onFrozen.includes(session) ? 0 : 1)),
    );
  });
});
