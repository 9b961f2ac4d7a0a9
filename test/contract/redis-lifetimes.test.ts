import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SessionStoreOptions } from "hertz-sessions";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { Redis } from "ioredis";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { saveSession } from "../support/save-session.ts";
import type { AnySession } from "../support/save-session.ts";

const SECRETS = ["a secret of the tests, long enough"];

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
});

afterAll(() => server.stop());

/** A store of another process: it has a connection of its own. */
function createStore(options: Partial<SessionStoreOptions> & { readonly keyPrefix: string }): RedisStore {
  const client = connectRedis({ url: server.url });
  server.adopt(client);
  return new RedisStore({ client, secrets: SECRETS, ...options });
}

/** A stored session, where it stands, and how another process sees it. */
async function stored(
  options: Partial<SessionStoreOptions> = {},
): Promise<{ session: AnySession; key: () => string; elsewhere: () => Promise<AnySession | null> }> {
  const settings = { ...options, keyPrefix: `${randomUUID()}:` };
  const session = await saveSession(createStore(settings), { user: "ada" });
  const key = (): string => `${settings.keyPrefix}{${session.handle.slice(0, 4)}}${session.handle.slice(4)}`;
  return { session, key, elsewhere: () => createStore(settings).open(session.id) };
}

/** Expects a key to live for so many seconds, give or take what the test itself took. */
async function expectLife(key: string, seconds: number): Promise<void> {
  const leftMs = await redis.pttl(key);
  expect(leftMs).toBeLessThanOrEqual(seconds * 1000);
  expect(leftMs).toBeGreaterThan(seconds * 1000 - 2000);
}

/** Sets the absolute end of a stored row to so many seconds from now, and leaves its lifetime in Redis. */
async function moveAbsoluteEnd(key: string, seconds: number): Promise<string> {
  const [now] = await redis.time();
  const fields = ((await redis.get(key)) ?? "").split("\t");
  fields[3] = String((Number(now) + seconds) * 1000);
  await redis.set(key, fields.join("\t"), "KEEPTTL");
  return fields.join("\t");
}

describe("the lifetime of a row in Redis", () => {
  it("is the idle timeout when it is stored, and again after each save, update and new id", async () => {
    const { session, key } = await stored();
    await expectLife(key(), 1800);
    const writes: (() => Promise<unknown>)[] = [
      () => session.save(),
      () => session.update("n", () => 1),
      () => session.regenerate(),
    ];
    for (const write of writes) {
      await redis.pexpire(key(), 5000);
      session.set("changed", Math.random());
      await write();
      await expectLife(key(), 1800);
    }
  });

  it("is the idle timeout again after the first read of a process, and is left alone by the next", async () => {
    const { key, elsewhere } = await stored();
    await redis.pexpire(key(), 5000);
    await elsewhere();
    await expectLife(key(), 1800);
  });

  it("is the absolute timeout when that is shorter", async () => {
    const { key } = await stored({ idleTimeout: 600, absoluteTimeout: 60 });
    await expectLife(key(), 60);
  });

  it("is the session's own maxAge, also after another process has read it", async () => {
    const { session, key, elsewhere } = await stored();
    session.options({ maxAge: 7200 });
    await session.save();
    await expectLife(key(), 7200);
    await elsewhere();
    await expectLife(key(), 7200);
  });

  it("is what is left until the absolute end when that is near, after a read and after a save", async () => {
    const { session, key, elsewhere } = await stored();
    await moveAbsoluteEnd(key(), 10);
    expect(await elsewhere()).not.toBeNull();
    await expectLife(key(), 10);
    session.set("n", 1);
    await session.save();
    await expectLife(key(), 10);
  });

  it("is its whole self again with another id, however near the absolute end was", async () => {
    const { session, key } = await stored();
    await moveAbsoluteEnd(key(), 10);
    await session.regenerate();
    await expectLife(key(), 1800);
  });
});

describe("a row past its absolute end that Redis still holds", () => {
  it("is no session to a reader", async () => {
    const { key, elsewhere } = await stored();
    await moveAbsoluteEnd(key(), -1);
    expect(await elsewhere()).toBeNull();
  });

  it.each<[string, (session: AnySession) => Promise<unknown>]>([
    ["a save", (session) => session.save()],
    ["an update", (session) => session.update("other", () => 1)],
    ["a regenerate", (session) => session.regenerate()],
  ])("refuses %s of one who has read it before, and stays as it is", async (_name, write) => {
    const { session, key } = await stored();
    const row = await moveAbsoluteEnd(key(), -1);
    session.set("n", 1);
    await expect(write(session)).rejects.toMatchObject({ code: "ERR_SESSION_GONE", status: 401 });
    expect(await redis.get(key())).toBe(row);
  });
});
