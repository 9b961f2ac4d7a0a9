import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnyStore, CookieOptions, SessionStoreOptions } from "hertz-sessions";
import { CookieStore } from "hertz-sessions/cookie";
import { MemoryStore } from "hertz-sessions/memory";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import { valuesNow, visitorOf } from "../support/hertz-visitor.ts";
import type { AnySession, Visitor } from "../support/hertz-visitor.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

// What Hertz's sessions do, by Hertz's names, over each kind of store. The table is in the library's README; hertz-functions.test.ts has the rest.

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

function redisStore(options: Partial<SessionStoreOptions> = {}): RedisStore {
  return new RedisStore({ client: redis, keyPrefix: `hertz-${(prefixes += 1)}:`, secrets, ...options });
}

const KINDS: [string, (options?: Partial<SessionStoreOptions>) => AnyStore][] = [
  ["MemoryStore", (options) => new MemoryStore({ secrets, ...options })],
  ["RedisStore", redisStore],
  ["CookieStore", (options) => new CookieStore({ secrets, ...options })],
];

describe.each(KINDS)("over %s", (_kind, createStore) => {
  describe("sessions.New, sessions.Default", () => {
    it("keep a session under a cookie of the given name", async () => {
      const visitor = visitorOf(NAME, createStore());
      const [line] = await visitor.visit((session) => {
        session.set("count", 0);
        return session.save();
      });
      expect(line).toMatch(/^HERTZ-SESSION=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
      expect(await valuesNow(visitor)).toEqual({ count: 0 });
    });
  });

  describe("sessions.Many, sessions.DefaultMany", () => {
    it("keep several sessions of one request apart, each under its name", async () => {
      const visitor = visitorOf(["a", "b"], createStore());
      const save = (value: string) => (session: AnySession) => {
        session.set("is", value);
        return session.save();
      };
      const first = await visitor.visit(save("of a"), "a");
      const second = await visitor.visit(save("of b"), "b");
      expect([first, second].map((lines) => lines.map((line) => line.split("=")[0]))).toEqual([["a"], ["b"]]);
      expect([await valuesNow(visitor, "a"), await valuesNow(visitor, "b")]).toEqual([
        { is: "of a" },
        { is: "of b" },
      ]);
      await visitor.visit((session) => session.destroy(), "a");
      expect([await valuesNow(visitor, "a"), await valuesNow(visitor, "b")]).toEqual([{}, { is: "of b" }]);
    });
  });

  describe("ID", () => {
    it("is there before the first save, and the same after it", async () => {
      const visitor = visitorOf(NAME, createStore());
      const ids: string[] = [];
      for (let visit = 0; visit < 2; visit += 1) {
        await visitor.visit(async (session) => {
          ids.push(session.id);
          session.set("visit", visit);
          await session.save();
          ids.push(session.id);
        });
      }
      expect(ids[0]).toMatch(/^[\w-]{47}$/);
      expect(new Set(ids).size).toBe(1);
    });
  });

  describe("Get, Set, Delete, Clear", () => {
    it("read and change values, and a cleared session stays the session that it was", async () => {
      const visitor = visitorOf(NAME, createStore());
      const ids = new Set<string>();
      await visitor.visit((session) => {
        session.set("a", 1);
        session.set("b", { c: [2] });
        ids.add(session.id);
        return session.save();
      });
      await visitor.visit((session) => {
        session.delete("a");
        return session.save();
      });
      expect(await valuesNow(visitor)).toEqual({ b: { c: [2] } });
      await visitor.visit((session) => {
        session.clear();
        ids.add(session.id);
        return session.save();
      });
      expect(await valuesNow(visitor)).toEqual({});
      await visitor.visit((session) => ids.add(session.id));
      expect(ids.size).toBe(1);
    });
  });

  describe("AddFlash, Flashes", () => {
    it("leave messages that are read once, with a key and without", async () => {
      const visitor = visitorOf(NAME, createStore());
      await visitor.visit((session) => {
        session.addFlash("first");
        session.addFlash({ second: 2 });
        session.addFlash("of errors", "errors");
        return session.save();
      });
      const read: unknown[] = [];
      for (let visit = 0; visit < 2; visit += 1) {
        await visitor.visit((session) => {
          read.push(session.flashes(), session.flashes("none"));
          return session.save();
        });
      }
      await visitor.visit((session) => read.push(session.flashes("errors")));
      expect(read).toEqual([["first", { second: 2 }], [], [], [], ["of errors"]]);
    });

    it("write nothing when there are none", async () => {
      const visitor = visitorOf(NAME, createStore());
      expect(
        await visitor.visit((session) => {
          session.flashes();
          return session.save();
        }),
      ).toEqual([]);
    });
  });

  describe("Options", () => {
    it("changes what it names of this session's cookie, and leaves the rest as the store has it", async () => {
      const visitor = visitorOf(NAME, createStore({ cookie: { maxAge: 600, httpOnly: false } }));
      const [line] = await visitor.visit((session) => {
        session.set("a", 1);
        session.options({ path: "/", sameSite: "strict" });
        return session.save();
      });
      expect(line).toMatch(/; Max-Age=600; Path=\/; SameSite=Strict$/);
      expect(await valuesNow(visitor)).toEqual({ a: 1 });
    });

    it("refuses what no cookie can have", async () => {
      const visitor = visitorOf(NAME, createStore());
      const wrong = { maxAge: "600" } as unknown as CookieOptions;
      await expect(visitor.visit((session) => session.options(wrong))).rejects.toMatchObject({
        code: "ERR_SESSION_COOKIE",
      });
    });
  });

  describe("MaxAge, SetMaxAge", () => {
    /** The ways to say it, each as a visitor whose session is saved with that maxAge. */
    const WAYS: [string, (maxAge: number) => Visitor, boolean][] = [
      ["session.options()", () => visitorOf(NAME, createStore()), true],
      [
        "the store option cookie.maxAge",
        (maxAge) => visitorOf(NAME, createStore({ cookie: { maxAge } })),
        false,
      ],
      ["the store option maxAge", (maxAge) => visitorOf(NAME, createStore({ maxAge })), false],
      ["the mount", (maxAge) => visitorOf(NAME, createStore(), { cookie: { maxAge } }), false],
    ];

    describe.each(WAYS)("given by %s", (_way, visitorWith, isOfSession) => {
      const save = (maxAge: number) => (session: AnySession) => {
        session.set("a", 1);
        if (isOfSession) session.options({ maxAge });
        return session.save();
      };

      it("above 0 is Max-Age in seconds, and how long the store keeps the session", async () => {
        const visitor = visitorWith(7200);
        const [line] = await visitor.visit(save(7200));
        expect(line).toMatch(/; Max-Age=7200;/);
        let lastsMs = 0;
        await visitor.visit((session) => {
          lastsMs = session.expiresAt.getTime() - Date.now();
        });
        expect(lastsMs).toBeGreaterThan(7_190_000);
        expect(lastsMs).toBeLessThanOrEqual(7_200_000);
      });

      it("of 0 is no Max-Age, and the store keeps the session for its idle timeout", async () => {
        const visitor = visitorWith(0);
        const [line] = await visitor.visit(save(0));
        expect(line).not.toMatch(/Max-Age|Expires/);
        let lastsMs = 0;
        await visitor.visit((session) => {
          lastsMs = session.expiresAt.getTime() - Date.now();
        });
        expect(lastsMs).toBeGreaterThan(1_790_000);
        expect(lastsMs).toBeLessThanOrEqual(1_800_000);
      });
    });

    it("below 0 ends the session and takes the cookie", async () => {
      const visitor = visitorOf(NAME, createStore());
      await visitor.visit((session) => {
        session.set("a", 1);
        return session.save();
      });
      const [line] = await visitor.visit((session) => {
        session.options({ maxAge: -1 });
        return session.save();
      });
      expect(line).toMatch(/^HERTZ-SESSION=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
      expect(await valuesNow(visitor)).toEqual({});
    });

    it("is refused when its two names are given different values", () => {
      expect(() => createStore({ maxAge: 60, cookie: { maxAge: 61 } })).toThrow(/two names of one thing/);
      expect(() => createStore({ maxAge: 60, cookie: { maxAge: 60 } })).not.toThrow();
    });
  });

  describe("Save", () => {
    it("called twice sets one cookie, and called without a change none", async () => {
      const visitor = visitorOf(NAME, createStore());
      const lines = await visitor.visit(async (session) => {
        session.set("a", 1);
        await session.save();
        session.set("b", 2);
        await session.save();
      });
      expect(lines).toHaveLength(1);
      expect(await visitor.visit((session) => session.save())).toEqual([]);
      expect(await valuesNow(visitor)).toEqual({ a: 1, b: 2 });
    });
  });
});
