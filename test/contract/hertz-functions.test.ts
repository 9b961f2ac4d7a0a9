import express from "express";
import type { Redis } from "ioredis";
import { readFile } from "node:fs/promises";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getSession, sessions } from "hertz-sessions";
import { CookieStore } from "hertz-sessions/cookie";
import { MemoryStore } from "hertz-sessions/memory";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { RedisStoreOptions } from "hertz-sessions/redis";
import { contractCases, describeSessionStore } from "hertz-sessions/testing";
import { valuesNow, visitorOf } from "../support/hertz-visitor.ts";
import type { AnySession } from "../support/hertz-visitor.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

// What Hertz's constructors, setters and other functions are here, by Hertz's names. Redis Cluster has the whole store contract elsewhere.

const NAME = "HERTZ-SESSION";
const secrets = ["a secret of the tests, 32 characters"];

let server: RedisServer;
let redis: Redis;
let prefixes = 0;

beforeAll(async () => {
  server = await startRedisServer();
  redis = connectRedis({ url: server.url });
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function redisStore(options: Partial<RedisStoreOptions> = {}): RedisStore {
  return new RedisStore({ client: redis, keyPrefix: `hertz-${(prefixes += 1)}:`, secrets, ...options });
}

describe("cookie.NewStore", () => {
  const save = (session: AnySession): Promise<void> => {
    session.set("user", "ada");
    return session.save();
  };

  it("hides the session from its visitor, unless it is to be signed only", async () => {
    const payloadOf = (lines: string[]): string =>
      Buffer.from(lines.join().split(".")[1] ?? "", "base64url").toString();
    const signed = await visitorOf(NAME, new CookieStore({ secrets, encrypt: false })).visit(save);
    expect(payloadOf(signed)).toContain('"user"\t"ada"');
    const encrypted = await visitorOf(NAME, new CookieStore({ secrets })).visit(save);
    expect(encrypted.join()).not.toContain("ada");
    expect(payloadOf(encrypted)).toBe("");
  });

  it("opens what an older secret has sealed, and seals it anew", async () => {
    const [cookie = ""] = await visitorOf(NAME, new CookieStore({ secrets })).visit(save);
    const newest = "another secret, of 32 characters at least";
    const app = express();
    app.use(sessions(NAME, new CookieStore({ secrets: [newest, ...secrets] })));
    app.get("/", async (req, res) => res.json({ user: (await getSession(req)).get("user") }));
    const response = await request(app)
      .get("/")
      .set("Cookie", cookie.split(";")[0] ?? "");
    expect(response.body).toEqual({ user: "ada" });
    expect(response.headers["set-cookie"]).toHaveLength(1);
  });
});

describe("redis.NewStore, redis.NewStoreWithDB, redis.NewStoreWithPool", () => {
  it.each([0, 3])("keep sessions in database %i of the URL", async (database) => {
    const client = connectRedis({ url: `${server.url}/${database}` });
    server.adopt(client);
    const keyPrefix = `database-${database}:`;
    const visitor = visitorOf(NAME, redisStore({ client, keyPrefix }));
    await visitor.visit((session) => {
      session.set("a", 1);
      return session.save();
    });
    expect(await valuesNow(visitor)).toEqual({ a: 1 });
    expect(await client.keys(`${keyPrefix}*`)).toHaveLength(1);
    expect(await redis.keys(`${keyPrefix}*`)).toHaveLength(database === 0 ? 1 : 0);
  });

  it("refuse what is no client, and say what would be one", () => {
    const client = { get: () => undefined } as unknown as Redis;
    expect(() => redisStore({ client })).toThrow(expect.objectContaining({ code: "ERR_SESSION_CONFIG" }));
  });
});

describe("rediscluster.NewStore, rediscluster.NewStoreWithOption", () => {
  it("are the same store over a client of a cluster", () => {
    const client = connectRedis({ cluster: ["127.0.0.1:1"] });
    client.on("error", () => undefined);
    expect(() => redisStore({ client })).not.toThrow();
    client.disconnect();
  });
});

describe("SetMaxLength", () => {
  it("refuses a larger session, and says found and allowed", async () => {
    const visitor = visitorOf(NAME, new MemoryStore({ secrets, maxLength: 200 }));
    const save = visitor.visit((session) => {
      session.set("text", "x".repeat(300));
      return session.save();
    });
    await expect(save).rejects.toMatchObject({
      code: "ERR_SESSION_TOO_LARGE",
      message: expect.stringMatching(/its row has 3\d\d bytes, maxLength allows 200/),
    });
    expect(await valuesNow(visitor)).toEqual({});
  });
});

describe("SetSerializer", () => {
  it("spells values as it is told", async () => {
    const texts: string[] = [];
    const serializer = {
      stringify: (value: unknown) => `<${JSON.stringify(value)}>`,
      parse(text: string): unknown {
        texts.push(text);
        return JSON.parse(text.slice(1, -1));
      },
    };
    const visitor = visitorOf(NAME, new MemoryStore({ secrets, serializer }));
    await visitor.visit((session) => {
      session.set("a", [1]);
      return session.save();
    });
    expect(await valuesNow(visitor)).toEqual({ a: [1] });
    expect(new Set(texts)).toEqual(new Set(["<[1]>"]));
  });
});

describe("SetKeyPrefix", () => {
  it("is what the keys of sessions begin with, and parts the sessions of two applications", async () => {
    const [mine, theirs] = [redisStore({ keyPrefix: "mine:" }), redisStore({ keyPrefix: "theirs:" })];
    let id = "";
    await visitorOf(NAME, mine).visit(async (session) => {
      session.set("a", 1);
      await session.save();
      ({ id } = session);
    });
    expect(await redis.keys("mine:*")).toHaveLength(1);
    expect((await mine.open(id))?.get("a")).toBe(1);
    expect(await theirs.open(id)).toBeNull();
  });
});

describe("LoadSessionBySessionId, SaveSessionWithoutContext", () => {
  it.each<[string, () => MemoryStore | RedisStore]>([
    ["MemoryStore", () => new MemoryStore({ secrets })],
    ["RedisStore", redisStore],
  ])("read and save a session of a %s by its id, without a request", async (_name, createStore) => {
    const store = createStore();
    const visitor = visitorOf(NAME, store);
    let id = "";
    await visitor.visit(async (session) => {
      session.set("a", 1);
      await session.save();
      ({ id } = session);
    });
    const opened = await store.open<Record<string, unknown>>(id);
    expect([opened?.id, opened?.isNew, opened?.get("a")]).toEqual([id, false, 1]);
    opened?.set("b", 2);
    await opened?.save();
    expect(await valuesNow(visitor)).toEqual({ a: 1, b: 2 });
  });

  it("give null for an id that nobody has, and make no session under it", async () => {
    const store = redisStore({ keyPrefix: "nobody:" });
    const id = "A".repeat(47);
    for (const each of [id, "", "../x", `${id}=`]) expect(await store.open(each)).toBeNull();
    expect(await redis.keys("nobody:*")).toEqual([]);
  });
});

describe("tester", () => {
  it("is the store contract, one test for each promise, for any test runner", () => {
    const names: string[] = [];
    const runner = {
      describe: (_name: string, body: () => void) => body(),
      it: (name: string) => names.push(name),
    };
    const createStores = (): Promise<never> => Promise.reject(new Error("No case is run"));
    describeSessionStore("a store", createStores, runner);
    expect(names).toHaveLength(contractCases.length);
  });
});

it("every function of Hertz in the README's table names tests", async () => {
  const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");
  const [, section = ""] =
    /## Coming from Hertz\n([^]*?)\n## /.exec(await read("../../pkg/sessions/README.md")) ?? [];
  const named = [...section.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );
  const sources = await Promise.all(
    ["session", "mounts", "functions"].map((part) => read(`./hertz-${part}.test.ts`)),
  );
  const titles = [...sources.join("\n").matchAll(/describe\("([^"]+)"/g)].flatMap(([, title = ""]) =>
    title.split(", "),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !titles.includes(name))).toEqual([]);
});
