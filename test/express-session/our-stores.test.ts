import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";

import expressSession from "express-session";
import dropIn from "hertz-sessions/express-session";
import { MemoryStore } from "hertz-sessions/memory";
import { connectRedis, RedisStore } from "hertz-sessions/redis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SessionStore } from "../../pkg/sessions/src/core/store.ts";

import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { countVisits, serve, type Handler, type SessionFunction } from "../support/session-server.ts";

const secrets = ["a secret of the tests, long enough for all"];
const options = { resave: false, saveUninitialized: false };

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

const stores = {
  MemoryStore: () => Promise.resolve(new MemoryStore({ secrets })),
  RedisStore: async () => {
    const client = connectRedis({ url: redis.url });
    redis.adopt(client);
    await once(client, "ready");
    return new RedisStore({ client, secrets, deadlineMs: 10_000 });
  },
};

const middlewares: [string, SessionFunction][] = [
  ["express-session", expressSession],
  ["the drop-in", dropIn as unknown as SessionFunction],
];

/** `/set?key` sets a key to its name after a while, `/keys` lists them, `/end` ends the session, `/new` regenerates it. */
const handler: Handler = (request, response) => {
  const { pathname, search } = new URL(request.url ?? "", "http://localhost");
  const answer = (): void => {
    const keys = Object.entries(request.session).filter(([key]) => key !== "cookie");
    response.end(JSON.stringify(Object.fromEntries(keys)));
  };
  if (pathname === "/set") {
    void wait(search.startsWith("?slow") ? 300 : 0).then(() => {
      request.session[search.slice(1)] = true;
      answer();
    });
  } else if (pathname === "/end") request.session.destroy(() => response.end("{}"));
  else if (pathname === "/new") request.session.regenerate(answer);
  else if (pathname === "/age") {
    request.session.cookie.maxAge = 3_600_000;
    request.session.save(answer);
  } else answer();
};

describe.each(Object.entries(stores))("%s", (_storeName, createStore) => {
  describe.each(middlewares)("as the store of %s", (_name, session) => {
    test("keeps sessions", async () => {
      const server = await serve({
        session,
        options: { ...options, store: await createStore() },
        handler: countVisits,
      });
      const { cookie, text } = await server.ask();
      expect([text, (await server.ask("/", { cookie })).text]).toEqual(["visit 1", "visit 2"]);
    });

    test("keeps the keys of requests that overlap", async () => {
      const server = await serve({ session, options: { ...options, store: await createStore() }, handler });
      const { cookie } = await server.ask("/set?first");
      await Promise.all([server.ask("/set?slow", { cookie }), server.ask("/set?quick", { cookie })]);
      const { text } = await server.ask("/keys", { cookie });
      expect(JSON.parse(text)).toEqual({ first: true, slow: true, quick: true });
    });

    test("does not bring back a session that was ended while a request was in flight", async () => {
      const server = await serve({ session, options: { ...options, store: await createStore() }, handler });
      const { cookie } = await server.ask("/set?first");
      const inFlight = server.ask("/set?slow", { cookie });
      await server.ask("/end", { cookie });
      await inFlight;
      expect((await server.ask("/keys", { cookie })).text).toBe("{}");
    });

    test("regenerate() leaves nothing under the old id, and the new session is empty", async () => {
      const server = await serve({ session, options: { ...options, store: await createStore() }, handler });
      const { cookie } = await server.ask("/set?first");
      const renewed = await server.ask("/new", { cookie });
      expect(renewed.text).toBe("{}");
      expect((await server.ask("/keys", { cookie })).text).toBe("{}");
    });

    test("a cookie's own maxAge is kept with the session", async () => {
      const store = await createStore();
      const server = await serve({ session, options: { ...options, store, cookie: {} }, handler });
      const { cookie } = await server.ask("/set?first");
      await server.ask("/age", { cookie });
      const answer = await server.ask("/set?second", { cookie });
      expect(answer.setCookies[0]).toMatch(/Expires=/);
    });

    test("a session that was not changed costs no write", async () => {
      const store = await createStore();
      const server = await serve({ session, options: { ...options, store }, handler });
      const { cookie } = await server.ask("/set?first");
      const merge = vi.spyOn<SessionStore, "merge">(store, "merge");
      await server.ask("/keys", { cookie });
      expect(merge).not.toHaveBeenCalled();
    });
  });

  test("gives a session of the drop-in to whoever opens it by its id", async () => {
    const store = await createStore();
    const session = dropIn as unknown as SessionFunction;
    const server = await serve({ session, options: { ...options, store, secret: undefined }, handler });
    const { id } = await server.ask("/set?first");
    expect((await store.open<{ first: boolean }>(id))?.get("first")).toBe(true);
  });

  test("answers without a callback by promises", async () => {
    const store = await createStore();
    const record = { cookie: { originalMaxAge: null }, user: "ada" };
    await store.set("an-id", record);
    expect(await store.get("an-id")).toMatchObject({ user: "ada" });
    await store.destroy("an-id");
    expect(await store.get("an-id")).toBeNull();
  });
});
