import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { RedisStore as ConnectRedisStore } from "connect-redis";
import { getSession, sessions } from "hertz-sessions";
import dropIn, { ExpressSessionStore, type AnyStore } from "hertz-sessions/express-session";
import { Pool } from "pg";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { countVisits, serve, type Handler, type SessionFunction } from "../support/session-server.ts";

const session = dropIn as unknown as SessionFunction;
const require = createRequire(import.meta.url);
type MakeStore = (given: unknown) => new (options: object) => object;

let redis: RedisServer;
let postgres: PostgresServer;
beforeAll(async () => {
  redis = await startRedisServer();
  postgres = await startPostgresServer();
});
afterAll(async () => {
  await Promise.all([redis, postgres].map((server) => server?.stop()));
});

/** Stores of others, made as their documentation says, with the drop-in in the place of express-session. */
const stores: Record<string, () => Promise<object>> = {
  memorystore: () => {
    const MemoryStore = (require("memorystore") as MakeStore)(session);
    return Promise.resolve(new MemoryStore({ checkPeriod: 0 }));
  },
  "session-file-store": async () => {
    const path = await mkdtemp(join(tmpdir(), "hertz-sessions-files-"));
    onTestFinished(() => rm(path, { recursive: true, force: true }));
    const FileStore = (require("session-file-store") as MakeStore)(session);
    return new FileStore({ path, retries: 1, minTimeout: 5, reapInterval: -1, logFn: () => undefined });
  },
  "connect-redis": async () => {
    const client = createClient({ url: redis.url });
    await client.connect();
    onTestFinished(() => client.destroy());
    return new ConnectRedisStore({ client });
  },
  "connect-pg-simple": () => {
    const pool = new Pool({ connectionString: postgres.url });
    onTestFinished(() => pool.end());
    const PostgresStore = (require("connect-pg-simple") as MakeStore)(session);
    return Promise.resolve(
      new PostgresStore({ pool, createTableIfMissing: true, pruneSessionInterval: false }),
    );
  },
  "a store that only returns promises": () => {
    const records = new Map<string, string>();
    return Promise.resolve({
      get: async (id: string) => JSON.parse(records.get(id) ?? "null") as unknown,
      set: async (id: string, record: object) => void records.set(id, JSON.stringify(record)),
      destroy: async (id: string) => void records.delete(id),
    });
  },
  "a store of async functions that call back": () => {
    const records = new Map<string, string>();
    type Callback = (error?: unknown, record?: unknown) => void;
    return Promise.resolve({
      get: async (id: string, callback: Callback) => {
        setTimeout(() => callback(null, JSON.parse(records.get(id) ?? "null")), 5);
      },
      set: async (id: string, record: object, callback: Callback) => {
        records.set(id, JSON.stringify(record));
        setTimeout(callback, 5);
      },
      destroy: async (id: string, callback: Callback) => {
        records.delete(id);
        setTimeout(callback, 5);
      },
    });
  },
};

const handler: Handler = (request, response) => {
  if (request.url === "/end") request.session.destroy(() => response.end());
  else if (request.url === "/new") request.session.regenerate(() => countVisits(request, response));
  else countVisits(request, response);
};

describe.each(Object.entries(stores))("behind the drop-in, %s", (_name, createStore) => {
  test("keeps sessions, ends them and gives them new ids", async () => {
    const options = { store: await createStore(), resave: false, saveUninitialized: false };
    const server = await serve({ session, options, handler });
    const first = await server.ask();
    expect((await server.ask("/", { cookie: first.cookie })).text).toBe("visit 2");
    const renewed = await server.ask("/new", { cookie: first.cookie });
    expect([renewed.text, renewed.id === first.id]).toEqual(["visit 1", false]);
    expect((await server.ask("/", { cookie: first.cookie })).text).toBe("visit 1");
    await server.ask("/end", { cookie: renewed.cookie });
    expect((await server.ask("/", { cookie: renewed.cookie })).text).toBe("visit 1");
  });
});

describe.each(Object.entries(stores))("behind sessions(), %s", (_name, createStore) => {
  test("keeps sessions, ends them and gives them new ids", async () => {
    const secrets = ["a secret of the tests, long enough for all"];
    const store = new ExpressSessionStore({ store: (await createStore()) as AnyStore, secrets });
    const mount = sessions("SID", store);
    const server = await serve({
      session: (() => mount) as unknown as SessionFunction,
      handler: (request, response) => {
        void getSession<{ count: number }>(request).then(async (held) => {
          if (request.url === "/end") await held.destroy();
          else {
            if (request.url === "/new") await held.regenerate();
            held.set("count", (held.get("count") ?? 0) + 1);
            await held.save();
          }
          response.end(request.url === "/end" ? "" : `visit ${held.get("count")}`);
        });
      },
    });
    const first = await server.ask();
    const renewed = await server.ask("/new", { cookie: first.cookie });
    expect([renewed.text, renewed.cookie === first.cookie]).toEqual(["visit 2", false]);
    expect((await server.ask("/", { cookie: first.cookie })).text).toBe("visit 1");
    expect((await server.ask("/", { cookie: renewed.cookie })).text).toBe("visit 3");
    await server.ask("/end", { cookie: renewed.cookie });
    expect((await server.ask("/", { cookie: renewed.cookie })).text).toBe("visit 1");
  });
});
