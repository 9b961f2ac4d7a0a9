import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Redis } from "ioredis";
import { Browser } from "../../pkg/sessions/src/testing/replica.ts";
import type { AnySession } from "../../pkg/sessions/src/testing/replica.ts";
import { libraryIds } from "../../pkg/sessions/src/core/ids.ts";
import { failureOf, keyOf, signIn, startFaultReplica } from "../support/fault-replica.ts";
import type { FaultReplica } from "../support/fault-replica.ts";
import { nextEvent } from "../support/next-event.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

const DEADLINE_MS = 300;
const LATE = { name: "SessionStoreError", code: "ERR_SESSION_STORE_DEADLINE", status: 503 };
const DOWN = { name: "SessionStoreError", code: "ERR_SESSION_STORE_DOWN", status: 503 };

let server: RedisServer;
let redis: Redis;
let app: FaultReplica;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
  app = await startFaultReplica(server, { deadlineMs: DEADLINE_MS });
  // Redis holds the scripts from here on.
  await app.replica.visit((await signIn(app)).browser, async (session) => {
    await session.update("n", () => 1);
    await session.regenerate();
  });
});

afterEach(() => server.resume());

afterAll(async () => {
  await app.replica.close();
  await server.stop();
});

/** Lets Redis go on. Resolves when it has carried out, or refused, everything that the process has sent it. */
async function wake({ client }: FaultReplica): Promise<void> {
  await wait(DEADLINE_MS / 6); // the two clocks agree to within half a round trip
  server.resume();
  await client.ping();
}

/** How often Redis has run a script. */
async function scriptsRun(): Promise<number> {
  const info = await redis.info("commandstats");
  return [...info.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  );
}

describe("while Redis is frozen", () => {
  it("getSession() rejects at the deadline, of one request as of many at once", async () => {
    const visitor = await signIn(app);
    server.pause();
    const log: string[] = [];
    const marks = [
      wait(DEADLINE_MS / 2).then(() => log.push("half")),
      wait(DEADLINE_MS * 2).then(() => log.push("twice")),
    ];
    const visits = Array.from({ length: 40 }, async () => {
      const error = await failureOf(
        app.replica.visit(visitor.browser.copy(), () => undefined),
        visitor,
      );
      log.push("rejected");
      return error;
    });
    const errors = await Promise.all(visits);
    await Promise.all(marks);
    expect(errors).toEqual(
      Array.from({ length: 40 }, () => expect.objectContaining({ ...LATE, operation: "read" })),
    );
    expect([log[0], ...new Set(log.slice(1, -1)), log.at(-1)]).toEqual(["half", "rejected", "twice"]);
  });

  it("one call that was late shows it: the next ones reject at once, until Redis answers again", async () => {
    const visitor = await signIn(app);
    server.pause();
    const browser = visitor.browser.copy();
    const first = failureOf(
      app.replica.visit(browser, () => undefined),
      visitor,
    );
    expect(await first).toMatchObject(LATE);
    const half = wait(DEADLINE_MS / 2, "half a deadline", { ref: false });
    const others = Array.from({ length: 20 }, () =>
      failureOf(app.replica.visit(browser.copy(), () => undefined)),
    );
    expect(await Promise.race([half, Promise.all(others)])).toEqual(
      Array.from({ length: 20 }, () => expect.objectContaining({ ...DOWN, operation: "read" })),
    );
    server.resume();
    await expect(app.replica.visit(browser, (session) => session.handle)).resolves.toBe(visitor.handle);
  });

  it("a request is answered all the same when Redis goes on before the deadline", async () => {
    const { browser } = await signIn(app);
    server.pause();
    const visit = app.replica.visit(browser, async (session) => {
      session.set("n", 1);
      await session.save();
      return session.get("n");
    });
    await wait(DEADLINE_MS / 4);
    server.resume();
    await expect(visit).resolves.toBe(1);
  });

  it("a visitor without a session is served", async () => {
    server.pause();
    await expect(app.replica.visit(new Browser(), (session) => session.isNew)).resolves.toBe(true);
  });
});

describe("what was sent while Redis was frozen is refused when it wakes", () => {
  it.each<[string, (session: AnySession) => Promise<unknown>]>([
    ["a save", (session) => session.save()],
    ["an update", (session) => session.update("n", () => 1)],
    ["a regenerate", (session) => session.regenerate()],
  ])("%s: the row is as it was, and so are the id and the cookie", async (_name, write) => {
    const visitor = await signIn(app);
    const [row, keys, scripts] = [await redis.get(visitor.key), await redis.dbsize(), await scriptsRun()];
    const error = await app.replica.visit(visitor.browser, async (session) => {
      session.set("late", true);
      server.pause();
      return failureOf(write(session), visitor);
    });
    await wake(app);
    expect(error).toMatchObject(LATE);
    expect(visitor.browser.lastSetCookies).toEqual([]);
    expect([await scriptsRun(), await redis.dbsize(), await redis.get(visitor.key)]).toEqual([
      scripts + 1,
      keys,
      row,
    ]);
    const again = await app.replica.visit(visitor.browser, (session) => [
      session.handle,
      session.has("late"),
    ]);
    expect(again).toEqual([visitor.handle, false]);
  });

  it("an insert that may not come late: nothing is stored", async () => {
    const { store } = app.replica;
    const keys = await redis.dbsize();
    const lifetime = { idle: { seconds: 60, fromMaxAge: false }, absoluteSeconds: 60 };
    const handle = libraryIds.handleOf(libraryIds.create());
    server.pause();
    const inserts = [lifetime, { ...lifetime, mayComeLate: true, user: "ada" }].map((each) =>
      failureOf(store.insert(handle, new Map(), each)),
    );
    const late = expect.objectContaining({ ...LATE, operation: "insert" });
    expect(await Promise.all(inserts)).toEqual([late, late]);
    await wake(app);
    expect(await redis.dbsize()).toBe(keys);
  });

  it("a new session: nobody is given the id of a row that is stored late, and it can be saved again under another", async () => {
    const browser = new Browser();
    const keys = await redis.dbsize();
    const [first, second] = await app.replica.visit(browser, async (session) => {
      session.set("user", "ada");
      server.pause();
      const { id } = session;
      expect(await failureOf(session.save())).toMatchObject({ ...LATE, operation: "insert" });
      await wake(app);
      expect(await redis.dbsize()).toBe(keys + 1);
      expect(await redis.pttl(keyOf(libraryIds.handleOf(id)))).toBeGreaterThan(0); // it goes by itself
      await session.save();
      return [id, session.id];
    });
    expect(second).not.toBe(first);
    expect(await redis.dbsize()).toBe(keys + 2);
    expect(browser.lastSetCookies).toEqual([expect.stringContaining(`=${second}.`)]);
  });

  it("a destroy rejects, and leaves the browser its cookie: the session may still be alive", async () => {
    const visitor = await signIn(app);
    const error = await app.replica.visit(visitor.browser, async (session) => {
      server.pause();
      return failureOf(session.destroy(), visitor);
    });
    await wake(app);
    expect(error).toMatchObject({ ...LATE, operation: "remove" });
    expect(visitor.browser.lastSetCookies).toEqual([]);
  });
});

describe("a read that was sent while Redis was frozen and carried out when it woke", () => {
  it.each([
    ["was not answered in time", async () => undefined],
    ["was never answered", async ({ client }: FaultReplica) => client.disconnect(true)],
  ])(
    "%s: the session keeps the timeout of its own that is longer than the store's",
    async (_name, meanwhile) => {
      const visitor = await signIn(app);
      const maxAge = 6 * 3600;
      await app.replica.visit(visitor.browser, async (session) => {
        session.options({ maxAge });
        await session.save();
      });
      const late = await startFaultReplica(server, { deadlineMs: DEADLINE_MS });
      await redis.persist(visitor.key);
      await late.replica.visit((await signIn(late)).browser, () => undefined); // it is connected
      server.pause();
      expect(await failureOf(late.replica.visit(visitor.browser, () => undefined))).toMatchObject(LATE);
      await meanwhile(late);
      server.resume();
      await vi.waitFor(async () => expect(await redis.pttl(visitor.key)).toBeGreaterThan(0));
      await vi.waitFor(
        async () => expect(await redis.pttl(visitor.key)).toBeGreaterThan((maxAge - 60) * 1000),
        {
          timeout: 5000,
        },
      );
      await late.replica.close();
    },
  );
});

describe("a process that met Redis while it was frozen", () => {
  it("has its late writes refused when it asked for Redis's clock in a stall", async () => {
    const connecting = await startFaultReplica(server);
    await nextEvent(connecting.client, "ready");
    server.pause();
    const late = await startFaultReplica(server, { client: connecting.client, deadlineMs: DEADLINE_MS });
    await wait(DEADLINE_MS * 2);
    await wake(connecting);
    const visitor = await signIn(late);
    const row = await redis.get(visitor.key);
    await late.replica.visit(visitor.browser, async (session) => {
      session.set("late", true);
      server.pause();
      expect(await failureOf(session.save(), visitor)).toMatchObject(LATE);
    });
    await wake(connecting);
    expect(await redis.get(visitor.key)).toBe(row);
    await Promise.all([connecting.replica.close(), late.replica.close()]);
  });

  it("has what it sent before it was connected refused too, and works from then on", async () => {
    const keys = await redis.dbsize();
    server.pause();
    const late = await startFaultReplica(server, { deadlineMs: DEADLINE_MS });
    const lifetime = { idle: { seconds: 60, fromMaxAge: false }, absoluteSeconds: 60 };
    const refused = late.replica.store.insert(libraryIds.handleOf(libraryIds.create()), new Map(), lifetime);
    expect(await failureOf(refused)).toMatchObject(LATE);
    await wake(late);
    expect(await redis.dbsize()).toBe(keys);
    const visitor = await signIn(late);
    expect(await redis.exists(visitor.key)).toBe(1);
    await late.replica.close();
  });
});
