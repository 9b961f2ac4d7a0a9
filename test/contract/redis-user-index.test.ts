import { createHash, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { RedisStoreOptions } from "hertz-sessions/redis";
import type { Redis } from "ioredis";
import { Session } from "../../pkg/sessions/src/core/session/session.ts";
import { countCommands } from "../support/command-counter.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import type { AnySession } from "../support/save-session.ts";

const USER = "ada\tlovelace %";
const DAY_MS = 24 * 60 * 60 * 1000;

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
});

afterAll(() => server.stop());

/** A store of its own prefix, and the key of the user's index in it. */
function createStore(options: Partial<RedisStoreOptions> = {}): {
  store: RedisStore;
  prefix: string;
  indexKey: string;
} {
  const client = connectRedis({ url: server.url });
  server.adopt(client);
  const prefix = `${randomUUID()}:`;
  const user = createHash("sha256").update(USER).digest("base64url").slice(0, 22);
  const secrets = ["a secret of the tests, long enough"];
  const store = new RedisStore({ client, secrets, keyPrefix: prefix, ...options });
  return { store, prefix, indexKey: `${prefix}@{${user}}` };
}

/** A new session, bound to the user. */
async function bound(store: RedisStore): Promise<AnySession> {
  const session: AnySession = new Session(store, {});
  session.set("n", 1);
  await session.bind(USER);
  return session;
}

async function entryOf(indexKey: string, { handle }: AnySession): Promise<string[]> {
  return ((await redis.hget(indexKey, handle)) ?? "").split(" ");
}

describe("the index of a user", () => {
  it("is one hash, named by the prefix and a hash of the user, with a field for each session and a summary", async () => {
    const { store, prefix, indexKey } = createStore();
    const [one, two] = [await bound(store), await bound(store)];
    const others = (await redis.keys(`${prefix}*`)).filter((key) => !key.includes(one.handle.slice(4)));
    expect(others.filter((key) => !key.includes(two.handle.slice(4)))).toEqual([indexKey]);
    expect(new Set(await redis.hkeys(indexKey))).toEqual(new Set([one.handle, two.handle, "@last"]));
  });

  it("says of a session its epoch, since when it is bound, when it ends at the latest, and that its row stands", async () => {
    const { store, indexKey } = createStore({ absoluteTimeout: 600, deadlineMs: 500 });
    const session = await bound(store);
    const [epoch, boundAt, end, pending, from] = await entryOf(indexKey, session);
    expect([epoch, pending, from]).toEqual(["0", "0", "-"]);
    expect(Math.abs(Number(boundAt) - session.createdAt.getTime())).toBeLessThan(500);
    expect(Number(end) - Number(boundAt)).toBe(600_000 + 4 * 500);
  });

  it("lives as long as the last of its sessions may", async () => {
    const { store, indexKey } = createStore({ absoluteTimeout: 600 });
    await bound(store);
    const lifeMs = await redis.pttl(indexKey);
    expect(lifeMs).toBeGreaterThan(600_000);
    expect(lifeMs).toBeLessThanOrEqual(604_000);
  });

  it("holds nothing but the epoch after a revoke of all, and keeps that for a day", async () => {
    const { store, indexKey } = createStore({ absoluteTimeout: 600 });
    await bound(store);
    await store.revoke(USER);
    expect(await redis.hgetall(indexKey)).toEqual({ "@": await store.markOf(USER) });
    const lifeMs = await redis.pttl(indexKey);
    expect(lifeMs).toBeGreaterThan(DAY_MS - 10_000);
    expect(lifeMs).toBeLessThanOrEqual(DAY_MS);
  });

  it("loses entries past their end, and what is none, when a session is entered", async () => {
    const { store, indexKey } = createStore();
    await redis.hset(indexKey, { past: "0 1 2 0 -", garbage: "x" });
    const session = await bound(store);
    expect(new Set(await redis.hkeys(indexKey))).toEqual(new Set([session.handle, "@last"]));
  });

  it("loses entries past their end little by little while sessions are entered, without being read as a whole", async () => {
    const { store, indexKey } = createStore();
    const session = await bound(store);
    for (let past = 0; past < 30; past += 1) await redis.hset(indexKey, `past ${past}`, "0 1 2 0 -");
    const commands = await countCommands(redis, async () => {
      for (let count = 0; count < 150; count += 1) await session.bind(USER);
    });
    expect(commands).not.toHaveProperty("hgetall");
    expect(await redis.hlen(indexKey)).toBe(2);
  });

  it("is read as a whole when its summary is missing or misspelled: the next session is bound later than all others", async () => {
    const { store, indexKey } = createStore();
    const late = Date.now() + 60_000;
    for (const summary of [undefined, "x"]) {
      const { handle } = await bound(store);
      await redis.hset(indexKey, handle, `0 ${late} ${late} 0 -`);
      await redis.hdel(indexKey, "@last");
      if (summary !== undefined) await redis.hset(indexKey, "@last", summary);
      const [, boundAt] = await entryOf(indexKey, await bound(store));
      expect(Number(boundAt)).toBeGreaterThan(late);
    }
  });

  it("is looked through when it has become twice as long as it was the last time, and not before", async () => {
    const { store, indexKey } = createStore();
    const living = [];
    for (let count = 0; count < 64; count += 1) living.push(await bound(store));
    const [, ...others] = living;
    for (const { handle } of others) await store.remove(handle);
    for (let count = 0; count < 63; count += 1) await store.remove((await bound(store)).handle);
    expect(await redis.hlen(indexKey)).toBe(64 + 63 + 1);
    await bound(store);
    expect(await redis.hlen(indexKey)).toBe(2 + 1);
  });

  it("goes with its last session", async () => {
    const { store, indexKey } = createStore();
    await (await bound(store)).destroy();
    expect(await redis.exists(indexKey)).toBe(0);
  });

  it("is asked twice by a bind, beside the one write of the row", async () => {
    const { store } = createStore();
    await bound(store); // the connection stands, and Redis holds the scripts
    const commands = await countCommands(redis, async () => {
      await bound(store);
    });
    expect(commands).toMatchObject({ evalsha: 3 });
    expect(commands).not.toHaveProperty("eval");
  });

  it("is left alone by a bind that reaches Redis after its deadline", async () => {
    const { store, indexKey } = createStore({ deadlineMs: 300 });
    await bound(store);
    const before = await redis.hgetall(indexKey);
    server.pause();
    const late = bound(store);
    await expect(late).rejects.toMatchObject({ code: "ERR_SESSION_STORE_DEADLINE" });
    await wait(20); // the deadline is past for Redis's clock too, which counts whole milliseconds
    server.resume();
    await store.markOf(USER); // answered behind it on the same connection
    expect(await redis.hgetall(indexKey)).toEqual(before);
  });
});

describe("the row of a bound session", () => {
  it("names its user, percent-encoded, and keeps the name when it gets another id", async () => {
    const { store, prefix } = createStore();
    const session = await bound(store);
    await session.regenerate();
    const { handle } = session;
    const row = await redis.get(`${prefix}{${handle.slice(0, 4)}}${handle.slice(4)}`);
    expect(row?.split("\n")[0]?.split("\t")[5]).toBe("ada%09lovelace%20%25");
    expect((await store.sessionsOf(USER)).map((listed) => listed.handle)).toEqual([handle]);
  });

  it("cannot be moved when its user is spelled in another way than this library does: the session counts as gone", async () => {
    const { store, prefix } = createStore();
    const session = await bound(store);
    const { handle } = session;
    const key = `${prefix}{${handle.slice(0, 4)}}${handle.slice(4)}`;
    const row = (await redis.get(key)) ?? "";
    await redis.set(key, row.replace("ada%09lovelace%20%25", "%FF%FE"), "KEEPTTL");
    await expect(session.regenerate()).rejects.toMatchObject({ code: "ERR_SESSION_GONE" });
    const reader = await store.open(session.id);
    await expect(reader?.regenerate()).rejects.toMatchObject({ code: "ERR_SESSION_GONE" });
  });

  it("is left as it is by a revoke when it is of a newer format, and the revoke says so", async () => {
    const { store, prefix } = createStore();
    const { handle } = await bound(store);
    const key = `${prefix}{${handle.slice(0, 4)}}${handle.slice(4)}`;
    await redis.set(key, "@\t2\tof a later release");
    await expect(store.revoke(USER)).rejects.toMatchObject({ code: "ERR_SESSION_FORMAT_NEWER" });
    expect(await redis.exists(key)).toBe(1);
  });
});
