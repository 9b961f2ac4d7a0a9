import { connectRedis } from "hertz-sessions/redis";
import type { RedisStoreOptions } from "hertz-sessions/redis";
import { ConnectRedisStore } from "hertz-sessions/express-session";
import type { ConnectRedisStoreOptions } from "hertz-sessions/express-session";
import type { SessionOptions } from "express-session";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { startConnectRedisReplica, startLibraryReplica } from "../support/migrating-replica.ts";
import { MigratingVisitor } from "../support/migrating-visitor.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

const SECRET = "a secret of the tests, long enough";
const OLDER = "an older secret of the tests, as long";
const NAME = "connect.sid";

let server: RedisServer;
let redis: Redis;
let client: RedisStoreOptions["client"];

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
  const own = connectRedis({ url: server.url });
  server.adopt(own);
  client = own;
});

afterAll(() => server.stop());

type OldOptions = Partial<Pick<SessionOptions, "secret" | "cookie" | "rolling">>;
type NewOptions = Partial<ConnectRedisStoreOptions>;

/** A replica of each kind over the same rows, and a visitor. */
async function replicas(oldOptions: OldOptions = {}, newOptions: NewOptions = {}) {
  const store = new ConnectRedisStore({ secrets: [SECRET], ...newOptions, client });
  const before = await startConnectRedisReplica(server.url, { secret: SECRET, ...oldOptions });
  const after = await startLibraryReplica(NAME, store);
  onTestFinished(async () => {
    await Promise.all([before.close(), after.close()]);
  });
  return { before, after, store, visitor: new MigratingVisitor() };
}

/** The key of the row that a visitor's cookie leads to. */
function keyOf(visitor: MigratingVisitor): string {
  const value = decodeURIComponent(visitor.jar.get(NAME) ?? "");
  return `sess:${value.slice(2, value.lastIndexOf("."))}`;
}

async function rowOf(visitor: MigratingVisitor): Promise<Record<string, unknown>> {
  return JSON.parse((await redis.get(keyOf(visitor))) ?? "null") as Record<string, unknown>;
}

describe("a session of express-session and connect-redis", () => {
  it("is read and changed here, and what both left is found by both", async () => {
    const { before, after, visitor } = await replicas();
    await visitor.login(before, "ada");
    const cookie = visitor.cookie;
    expect((await visitor.set(after, "new")).values).toEqual({ user: "ada", new: "here" });
    expect((await visitor.set(before, "old")).values).toEqual({ user: "ada", new: "here", old: "here" });
    expect(await visitor.values(after)).toEqual({ user: "ada", new: "here", old: "here" });
    expect(visitor.cookie).toBe(cookie);
  });

  it("that began here is one there, under the same cookie", async () => {
    const { before, after, visitor } = await replicas();
    await visitor.login(after, "ada");
    const cookie = visitor.cookie;
    expect(visitor.jar.get(NAME)).toMatch(/^s%3A[\w-]{32}\.[\w%]{43,}$/);
    expect((await visitor.set(before, "old")).values).toEqual({ user: "ada", old: "here" });
    expect(visitor.cookie).toBe(cookie);
  });

  it.each([
    ["there", "before", "after"],
    ["here", "after", "before"],
  ] as const)("ends on both when it ends %s", async (_where, ending, asked) => {
    const stage = await replicas();
    const { visitor } = stage;
    await visitor.login(stage[asked], "ada");
    const copy = visitor.copy();
    await visitor.send(stage[ending], "POST", "/logout");
    expect(await copy.values(stage[asked])).toEqual({});
    expect(await redis.exists(keyOf(copy))).toBe(0);
  });

  it("moves to a new id here in one step, and the old id is dead there", async () => {
    const { before, after, visitor } = await replicas();
    await visitor.login(before, "ada");
    const oldKey = keyOf(visitor);
    await visitor.login(after, "eve");
    expect(keyOf(visitor)).not.toBe(oldKey);
    expect(await redis.exists(oldKey)).toBe(0);
    expect(await visitor.values(before)).toEqual({ user: "eve" });
  });
});

describe("a row that is written here", () => {
  it("is the one that connect-redis writes: values, cookie and lifetime", async () => {
    const cookie = { maxAge: 3_600_000, sameSite: "lax", httpOnly: true } as const;
    const { before, after, visitor } = await replicas({ cookie }, { cookie: { maxAge: 3600 } });
    const other = new MigratingVisitor();
    await Promise.all([visitor.login(after, "ada"), other.login(before, "ada")]);
    const [row, theirs] = [await rowOf(visitor), await rowOf(other)];
    const expires = { expires: expect.stringMatching(/^20\d\d-.*Z$/) };
    expect({ ...theirs, cookie: { ...(theirs["cookie"] as object), ...expires } }).toEqual({
      ...row,
      cookie: { ...(row["cookie"] as object), ...expires },
    });
    const lives = await Promise.all([redis.ttl(keyOf(visitor)), redis.ttl(keyOf(other))]);
    expect(Math.abs(lives[0] - lives[1])).toBeLessThanOrEqual(1);
  });

  it("lives for `ttl`, a day by itself, when its cookie has no end", async () => {
    const { before, after, visitor } = await replicas();
    const other = new MigratingVisitor();
    await Promise.all([visitor.login(after, "ada"), other.login(before, "ada")]);
    expect((await rowOf(visitor))["cookie"]).toMatchObject({
      originalMaxAge: null,
      expires: null,
      path: "/",
    });
    for (const key of [keyOf(visitor), keyOf(other)]) {
      expect(await redis.ttl(key)).toBeGreaterThan(86_390);
      expect(await redis.ttl(key)).toBeLessThanOrEqual(86_400);
    }
  });

  it("keeps values to the letter that were not changed, and the cookie's other attributes", async () => {
    const { after, visitor } = await replicas();
    await visitor.login(after, "ada");
    const cookie =
      '{"originalMaxAge":60000,"expires":"2020-01-01T00:00:00.000Z","domain":"x.example","own":1.0}';
    const row = `{"cookie":${cookie},"large":12345678901234567890,"list":[ ],"user":"ada"}`;
    await redis.set(keyOf(visitor), row);
    await visitor.set(after, "new");
    const written = (await redis.get(keyOf(visitor))) ?? "";
    expect(written).toContain('"large":12345678901234567890,"list":[ ],"user":"ada","new":"here"}');
    expect((await rowOf(visitor))["cookie"]).toMatchObject({
      originalMaxAge: 60_000,
      domain: "x.example",
      own: 1,
    });
    expect(Date.parse(((await rowOf(visitor))["cookie"] as { expires: string }).expires)).toBeGreaterThan(
      Date.now(),
    );
    expect(await redis.ttl(keyOf(visitor))).toBeLessThanOrEqual(60);
  });

  it("has one member more when it has an absolute timeout, which express-session keeps", async () => {
    const { before, after, visitor } = await replicas({}, { absoluteTimeout: 600 });
    await visitor.login(after, "ada");
    await visitor.set(before, "old");
    const { createdAt, endsAt } = (await rowOf(visitor))["hertz-sessions"] as Record<string, number>;
    expect(Number(endsAt) - Number(createdAt)).toBe(600_000);
    expect(await visitor.values(after)).toEqual({ user: "ada", old: "here" });
  });
});

describe("secrets", () => {
  it("rotate on both sides in the same way", async () => {
    const { before, after, visitor } = await replicas({ secret: OLDER }, { secrets: [SECRET, OLDER] });
    await visitor.login(before, "ada");
    const old = visitor.cookie;
    expect(await visitor.values(after)).toEqual({ user: "ada" });
    expect(visitor.cookie).not.toBe(old);
    expect(await visitor.values(before)).toEqual({});
  });
});

describe("ConnectRedisStore", () => {
  it("leaves the lifetime at a read with `disableTouch`, and renews it without", async () => {
    for (const [disableTouch, expected] of [
      [true, 100],
      [false, 86_400],
    ] as const) {
      const { after, before, visitor } = await replicas({}, { disableTouch, touchAfter: 0 });
      await visitor.login(before, "ada");
      await redis.expire(keyOf(visitor), 100);
      await visitor.values(after);
      expect(await redis.ttl(keyOf(visitor))).toBeGreaterThan(expected - 10);
      expect(await redis.ttl(keyOf(visitor))).toBeLessThanOrEqual(expected);
    }
  });

  it("refuses a key that its rows keep for themselves, and writes nothing", async () => {
    const { after, visitor } = await replicas();
    await visitor.login(after, "ada");
    const row = await redis.get(keyOf(visitor));
    for (const key of ["cookie", "hertz-sessions"]) {
      expect((await visitor.set(after, key)).values).toMatchObject({
        error: expect.stringContaining(`"${key}"`),
      });
    }
    expect(await redis.get(keyOf(visitor))).toBe(row);
  });

  it("tells nothing of an id in the handle, though the key holds the id", async () => {
    const { store, after, visitor } = await replicas();
    await visitor.login(after, "ada");
    const id = keyOf(visitor).slice("sess:".length);
    const session = await store.open(id);
    expect(session?.id).toBe(id);
    expect(session?.handle).not.toContain(id);
  });
});
