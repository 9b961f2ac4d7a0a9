import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { RedisStoreOptions } from "hertz-sessions/redis";
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
function createStore(options: Partial<RedisStoreOptions> = {}): RedisStore {
  const client = connectRedis({ url: server.url });
  server.adopt(client);
  return new RedisStore({ client, secrets: SECRETS, ...options });
}

/** A stored session of a store with a prefix of its own, and where it stands. */
async function stored(
  values: Readonly<Record<string, unknown>>,
): Promise<{ store: RedisStore; session: AnySession; prefix: string; key: string }> {
  const prefix = `${randomUUID()}:`;
  const store = createStore({ keyPrefix: prefix });
  const session = await saveSession(store, values);
  return { store, session, prefix, key: keyOf(prefix, session) };
}

function keyOf(prefix: string, { handle }: AnySession): string {
  return `${prefix}{${handle.slice(0, 4)}}${handle.slice(4)}`;
}

/** What stands under a key: the fields of the first line, and the other lines as they are. */
async function lines(key: string): Promise<{ head: string[]; entries: string[] }> {
  const [first = "", ...entries] = ((await redis.get(key)) ?? "").split("\n");
  return { head: first.split("\t"), entries };
}

/** Redis's clock, in milliseconds since 1970. */
async function redisNow(): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

async function opened(store: RedisStore, { id }: AnySession): Promise<AnySession> {
  const session = await store.open<Record<string, unknown>>(id);
  if (!session) throw new Error("The session has gone");
  return session;
}

describe("the key of a session", () => {
  it("is the prefix, the place in braces, and the SHA-256 of the id", async () => {
    const { session, prefix, key } = await stored({ user: "ada" });
    const hash = createHash("sha256").update(session.id).digest("base64url");
    expect(await redis.keys(`${prefix}*`)).toEqual([`${prefix}{${session.id.slice(0, 4)}}${hash}`]);
    expect(key).toBe(`${prefix}{${session.id.slice(0, 4)}}${hash}`);
  });

  it("begins with session: when no prefix is given", async () => {
    const session = await saveSession(createStore(), { user: "ada" });
    expect(await redis.exists(keyOf("session:", session))).toBe(1);
  });

  it("keeps its place, and so its slot of Redis Cluster, when the session gets another id", async () => {
    const { session, prefix, key } = await stored({ user: "ada" });
    await session.regenerate();
    expect(await redis.keys(`${prefix}*`)).toEqual([keyOf(prefix, session)]);
    expect(keyOf(prefix, session).slice(0, prefix.length + 6)).toBe(key.slice(0, prefix.length + 6));
    expect(keyOf(prefix, session)).not.toBe(key);
  });
});

describe("the row of a session", () => {
  it("is one line of the library's own and one for each entry", async () => {
    const before = await redisNow();
    const { session, key } = await stored({ username: "ada", cart: [{ sku: "b-17", n: 2 }] });
    const { head, entries } = await lines(key);
    const createdAt = session.createdAt.getTime();
    expect(head).toEqual(["@", "1", String(createdAt), String(createdAt + 43_200_000), "1800", "", "0"]);
    expect(entries).toEqual(['"username"\t"ada"', '"cart"\t[{"sku":"b-17","n":2}]']);
    expect(createdAt).toBeGreaterThanOrEqual(before);
    expect(createdAt).toBeLessThanOrEqual(await redisNow());
  });

  it("holds each flash as an entry of its own", async () => {
    const { store, session, key } = await stored({ username: "ada" });
    session.addFlash("hello");
    session.addFlash({ of: "note" }, "notes");
    await session.save();
    expect((await lines(key)).entries).toEqual([
      '"username"\t"ada"',
      expect.stringMatching(/^~"_flash"~[\w-]{12}\t"hello"$/),
      expect.stringMatching(/^~"notes"~[\w-]{12}\t\{"of":"note"\}$/),
    ]);
    const reader = await opened(store, session);
    reader.flashes();
    await reader.save();
    expect((await lines(key)).entries.join("\n")).toMatch(/^"username"\t"ada"\n~"notes"~[^\n]+$/);
  });

  it("says when an idle timeout came from a maxAge", async () => {
    const { session, key } = await stored({ username: "ada" });
    session.options({ maxAge: 600 });
    await session.save();
    expect((await lines(key)).head[4]).toBe("600m");
    session.options({ maxAge: 0 });
    await session.save();
    expect((await lines(key)).head[4]).toBe("1800");
  });

  it("keeps its user and its data version when it is saved and when it moves", async () => {
    const { session, prefix, key } = await stored({ n: 1 });
    const row = (await redis.get(key))?.replace("\t1800\t\t0\n", "\t1800\ta%20%D0%BA\t7\n") ?? "";
    await redis.set(key, row, "KEEPTTL");
    const writer = await opened(createStore({ keyPrefix: prefix, dataVersion: 7 }), session);
    writer.set("n", 2);
    await writer.save();
    expect((await lines(key)).head.slice(4)).toEqual(["1800", "a%20%D0%BA", "7"]);
    await writer.regenerate();
    expect((await lines(keyOf(prefix, writer))).head.slice(4)).toEqual(["1800", "a%20%D0%BA", "7"]);
  });

  it("begins anew when the session gets another id", async () => {
    const { session, prefix, key } = await stored({ n: 1 });
    const [, , createdAt] = (await lines(key)).head;
    await redis.set(
      key,
      ((await redis.get(key)) ?? "").replaceAll(createdAt ?? "", "1000000000000"),
      "KEEPTTL",
    );
    const before = await redisNow();
    await session.regenerate();
    const { head, entries } = await lines(keyOf(prefix, session));
    expect(Number(head[2])).toBeGreaterThanOrEqual(before);
    expect([Number(head[3]) - Number(head[2]), entries]).toEqual([43_200_000, ['"n"\t1']]);
  });
});

// The script goes another way when many keys change.
describe.each([
  ["a few keys change", 0],
  ["many keys change", 50],
])("the row of a session of which %s", (_name, further) => {
  const furtherLines = Array.from({ length: further }, (_, index) => `"further ${index}"\t${index}`);

  /** Changes as many more keys as this run has. */
  function changeFurther(session: AnySession): void {
    for (let index = 0; index < further; index += 1) session.set(`further ${index}`, index);
  }

  it("has other lines for these keys, and every other byte stays", async () => {
    const { store, session, key } = await stored({ replaced: 1, removed: 2 });
    const [first = ""] = (await redis.get(key))?.split("\n") ?? [];
    // What a Lua script that decodes JSON would lose: an empty list, a large number, spaces, escapes.
    const [list, large, odd, flash] = [
      '"list"\t[]',
      '"large"\t12345678901234567890',
      '"odd"\t{ "a" : 1.0, "b":"\\u00e9" }',
      '~"n"~1\t"x"',
    ];
    const row = [first, list, '"replaced"\t1', large, '"removed"\t2', odd, flash];
    await redis.set(key, row.join("\n"), "KEEPTTL");
    const writer = await opened(store, session);
    writer.set("replaced", "a longer value than before");
    writer.set("added", null);
    writer.delete("removed");
    changeFurther(writer);
    await writer.save();
    const replaced = '"replaced"\t"a longer value than before"';
    const expected = [first, list, replaced, large, odd, flash, '"added"\tnull', ...furtherLines];
    expect(await redis.get(key)).toBe(expected.join("\n"));
  });

  it("takes names as they are, whatever they mean in a pattern, and part of another or not", async () => {
    const names = ["%d+", "^$()[]*-?.", "a", "aa", '"a"', "a\\", "ключ", "%"];
    const { store, session, key } = await stored(
      Object.fromEntries(names.map((name) => [name, `\n"a"\t${name}`])),
    );
    const writer = await opened(store, session);
    for (const name of names.toReversed()) writer.set(name, `%0 %1 ${name}`);
    changeFurther(writer);
    await writer.save();
    const expected = names.map((name) => `${JSON.stringify(name)}\t${JSON.stringify(`%0 %1 ${name}`)}`);
    expect((await lines(key)).entries).toEqual([...expected, ...furtherLines]);
    for (const name of names.filter((_, index) => index % 2 === 0)) writer.delete(name);
    for (let index = 0; index < further; index += 1) writer.delete(`further ${index}`);
    await writer.save();
    expect((await lines(key)).entries).toEqual(expected.filter((_, index) => index % 2 === 1));
  });
});

describe("what Redis is told", () => {
  it("holds no id, no cookie's signature and no secret, in no key and no value", async () => {
    const { store, session, prefix } = await stored({ user: "ada" });
    const ids = [session.id];
    await session.regenerate();
    ids.push(session.id);
    const other = await opened(store, session);
    await other.update("n", () => 1);
    await other.bind("ada");
    const everything = [];
    for (const key of await redis.keys("*")) {
      const isHash = (await redis.type(key)) === "hash";
      everything.push(key, isHash ? JSON.stringify(await redis.hgetall(key)) : await redis.get(key));
    }
    const text = everything.join("\n");
    expect(text).toContain(prefix);
    for (const id of ids) {
      expect(text).not.toContain(id);
      expect(text).not.toContain(id.slice(4, 20));
    }
    expect(text).not.toContain(SECRETS[0]);
  });
});
