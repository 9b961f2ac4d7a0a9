import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { Redis } from "ioredis";
import { Browser, COOKIE_NAME, Replica } from "../../pkg/sessions/src/testing/replica.ts";
import type { AnySession } from "../../pkg/sessions/src/testing/replica.ts";
import { countCommands } from "../support/command-counter.ts";
import type { CommandCounts } from "../support/command-counter.ts";
import { nextEvent } from "../support/next-event.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

const keyPrefix = `${randomUUID()}:`;

let server: RedisServer;
let redis: Redis;
let replica: Replica;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
  replica = await startReplica();
});

// Redis holds all scripts when a test begins.
beforeEach(async () => {
  await visitor((session) => session.update("n", () => 2));
  await visitor((session) => session.regenerate());
  await visitor((session) => session.rotate());
  await visitor((session) => session.destroy());
});

afterAll(async () => {
  await replica.close();
  await server.stop();
});

/** Another process of the application: it has seen no session yet. */
async function startReplica(): Promise<Replica> {
  const client = connectRedis({ url: server.url });
  server.adopt(client);
  await nextEvent(client, "ready");
  const store = new RedisStore({ client, keyPrefix, secrets: ["a secret of the tests, long enough"] });
  await store.read("the clock is asked with the first command", 0);
  return Replica.start(store);
}

/** A browser with a stored session, in which this was done last. */
async function visitor(last: (session: AnySession) => unknown = () => undefined): Promise<Browser> {
  const browser = new Browser();
  await replica.visit(browser, (session) => {
    session.set("user", "ada");
    return session.save();
  });
  await replica.visit(browser, async (session) => {
    session.set("n", 1);
    await session.save();
    await last(session);
  });
  return browser;
}

/** The commands that one request costs. A script counts as one, and Redis counts besides what it does inside. */
async function costOf(
  browser: Browser,
  handler: (session: AnySession) => unknown,
  at: Replica = replica,
): Promise<CommandCounts> {
  return countCommands(redis, () => at.visit(browser, async (session) => void (await handler(session))));
}

describe("a request costs Redis", () => {
  it("nothing without a cookie, when it leaves the session as it is", async () => {
    expect(await costOf(new Browser(), (session) => session.save())).toEqual({});
  });

  it("nothing with a cookie that was not signed here", async () => {
    const browser = new Browser();
    browser.cookie = `${COOKIE_NAME}=${"A".repeat(47)}.${"A".repeat(43)}`;
    expect(await costOf(browser, (session) => session.get("user"))).toEqual({});
  });

  it("nothing when it does not ask for the session", async () => {
    const browser = await visitor();
    expect(await countCommands(redis, () => replica.request(browser, () => undefined))).toEqual({});
  });

  it("one GET for a session that this process has used lately", async () => {
    expect(await costOf(await visitor(), (session) => session.get("user"))).toEqual({ get: 1 });
  });

  it("one GETEX for a session that this process has not seen", async () => {
    const browser = await visitor();
    const other = await startReplica();
    expect(await costOf(browser, (session) => session.get("user"), other)).toEqual({ getex: 1 });
    expect(await costOf(browser, (session) => session.get("user"), other)).toEqual({ get: 1 });
    await other.close();
  });

  it("one GETEX and, once, one PEXPIRE when the session has an idle timeout of its own", async () => {
    const browser = await visitor((session) => {
      session.options({ maxAge: 86_400 });
      return session.save();
    });
    const other = await startReplica();
    expect(await costOf(browser, (session) => session.get("user"), other)).toEqual({ getex: 1, pexpire: 1 });
    expect(await costOf(browser, (session) => session.get("user"), other)).toEqual({ get: 1 });
    await other.close();
  });

  it("one SET for a new session", async () => {
    const save = (session: AnySession): Promise<void> => {
      session.set("user", "ada");
      return session.save();
    };
    expect(await costOf(new Browser(), save)).toEqual({ set: 1 });
  });

  it("the read and one script for a save, and nothing more when nothing changed", async () => {
    const browser = await visitor();
    const changed = await costOf(browser, async (session) => {
      session.set("n", 2);
      session.delete("user");
      session.addFlash("hello");
      await session.save();
      await session.save();
    });
    expect(changed).toEqual({ get: 2, evalsha: 1, time: 1, set: 1 });
    expect(await costOf(browser, (session) => session.save())).toEqual({ get: 1 });
  });

  it("the read and one script for an update", async () => {
    const cost = await costOf(await visitor(), (session) => session.update("n", (n) => Number(n) + 1));
    expect(cost).toEqual({ get: 2, evalsha: 1, time: 1, set: 1 });
  });

  it("the read and one script for another id, with what changed", async () => {
    const cost = await costOf(await visitor(), (session) => {
      session.set("user", "eve");
      return session.regenerate();
    });
    expect(cost).toEqual({ get: 2, evalsha: 1, time: 1, set: 1, del: 1 });
  });

  it("the read and one script for another id that leaves the one before for a grace", async () => {
    const cost = await costOf(await visitor(), (session) => {
      session.set("user", "eve");
      return session.rotate();
    });
    expect(cost).toEqual({ get: 2, evalsha: 1, time: 1, set: 2 });
  });

  it("one read more with the id from before, and nothing more with the new one", async () => {
    const browser = await visitor();
    const old = browser.copy();
    await replica.visit(browser, (session) => session.rotate());
    expect(await costOf(browser, (session) => session.get("user"))).toEqual({ get: 1 });
    await costOf(old.copy(), (session) => session.get("user"));
    expect(await costOf(old, (session) => session.get("user"))).toEqual({ get: 1, getex: 1 });
  });

  it("the read and one script for a destroy", async () => {
    const cost = await costOf(await visitor(), (session) => session.destroy());
    expect(cost).toEqual({ get: 2, evalsha: 1, del: 1 });
  });
});

describe("a Redis that has forgotten the scripts", () => {
  it("is given the script again, and the save is stored", async () => {
    const browser = await visitor();
    await redis.script("FLUSH");
    const save = (session: AnySession): Promise<void> => {
      session.set("n", 3);
      return session.save();
    };
    expect(await costOf(browser, save)).toEqual({ get: 2, evalsha: 1, eval: 1, time: 1, set: 1 });
    expect(await replica.visit(browser, (session) => session.get("n"))).toBe(3);
    expect(await costOf(browser, (session) => session.update("n", () => 4))).toMatchObject({ evalsha: 1 });
  });
});
