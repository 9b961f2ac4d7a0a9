import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Door } from "../../pkg/sessions/src/testing/interleave.ts";
import { Browser } from "../../pkg/sessions/src/testing/replica.ts";
import type { AnySession } from "../../pkg/sessions/src/testing/replica.ts";
import { catchWarnings } from "../support/catch-warnings.ts";
import { failureOf, signIn, startFaultReplica } from "../support/fault-replica.ts";
import type { FaultReplica, FaultVisitor } from "../support/fault-replica.ts";
import { nextEvent } from "../support/next-event.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

/** Long, so that what is refused at once is told from what waits for it. */
const DEADLINE_MS = 4000;
const DOWN = { name: "SessionStoreError", code: "ERR_SESSION_STORE_DOWN", status: 503 };

let server: RedisServer;
let app: FaultReplica;

beforeEach(async () => {
  server = await startRedisServer();
  app = await startFaultReplica(server, { deadlineMs: DEADLINE_MS });
});

afterEach(async () => {
  await app.replica.close();
  await server.stop();
});

/** Kills Redis; resolves when the process knows. */
async function killRedis({ client }: FaultReplica = app): Promise<void> {
  const lost = nextEvent(client, "close");
  await server.kill();
  await lost;
}

/** The error of a promise that rejects long before the deadline. */
function promptFailureOf(promise: Promise<unknown>, visitor?: FaultVisitor): Promise<unknown> {
  return Promise.race([
    failureOf(promise, visitor),
    wait(DEADLINE_MS / 2, "waited for the deadline", { ref: false }),
  ]);
}

describe("while Redis is away", () => {
  it("getSession() rejects at once, and says when to come again", async () => {
    catchWarnings();
    const visitor = await signIn(app);
    await killRedis();
    const error = await promptFailureOf(
      app.replica.visit(visitor.browser, () => undefined),
      visitor,
    );
    expect(error).toMatchObject({ ...DOWN, operation: "read", headers: { "Retry-After": "1" } });
    expect(visitor.browser.lastSetCookies).toEqual([]);
  });

  it.each<[string, (session: AnySession) => Promise<unknown>]>([
    ["save()", (session) => session.save()],
    ["update()", (session) => session.update("n", () => 1)],
    ["regenerate()", (session) => session.regenerate()],
    ["destroy()", (session) => session.destroy()],
  ])("%s rejects at once, and the browser keeps its cookie", async (_name, write) => {
    catchWarnings();
    const visitor = await signIn(app);
    const error = await app.replica.visit(visitor.browser, async (session) => {
      await killRedis();
      session.set("late", true);
      return promptFailureOf(write(session), visitor);
    });
    expect(error).toMatchObject(DOWN);
    expect(visitor.browser.lastSetCookies).toEqual([]);
  });

  it("a visitor without a session is served, until something is to be saved", async () => {
    catchWarnings();
    await signIn(app);
    await killRedis();
    const browser = new Browser();
    const error = await app.replica.visit(browser, async (session) => {
      expect(session.isNew).toBe(true);
      session.set("user", "ada");
      return promptFailureOf(session.save());
    });
    expect(error).toMatchObject({ ...DOWN, operation: "insert" });
    expect(browser.lastSetCookies).toEqual([]);
  });

  it("what was under way rejects when the connection breaks, before its deadline", async () => {
    catchWarnings();
    const visitor = await signIn(app);
    server.pause();
    const asked = new Door();
    const visit = app.replica.request(visitor.browser, (exchange) => {
      const session = exchange.session();
      void asked.pass();
      return session;
    });
    const underWay = promptFailureOf(visit, visitor);
    await asked.reached();
    await killRedis();
    expect(await underWay).toMatchObject({ name: "SessionStoreError", status: 503, operation: "read" });
  });
});

describe("when Redis is back", () => {
  it("the process works again by itself; a session that Redis has lost is one that has ended", async () => {
    catchWarnings();
    const visitor = await signIn(app);
    await killRedis();
    const ready = nextEvent(app.client, "ready");
    await server.restart();
    await ready;
    const outcome = await app.replica.visit(visitor.browser, async (session) => {
      const { isNew } = session;
      session.set("user", "ada");
      await session.save();
      return [isNew, session.handle === visitor.handle];
    });
    expect(outcome).toEqual([true, false]);
    await expect(app.replica.visit(visitor.browser, (session) => session.get("user"))).resolves.toBe("ada");
  });

  it("the process has come back within the second that Retry-After names", async () => {
    catchWarnings();
    await signIn(app);
    await killRedis();
    await wait(1000); // by now it tries at its slowest
    const ready = nextEvent(app.client, "ready").then(() => "ready");
    await server.restart();
    await expect(Promise.race([ready, wait(1000, "still away")])).resolves.toBe("ready");
  });

  it("a session that Redis has kept is the same as before", async () => {
    catchWarnings();
    const keeping = await startRedisServer({ args: ["--appendonly", "yes", "--appendfsync", "always"] });
    const other = await startFaultReplica(keeping);
    const visitor = await signIn(other);
    const lost = nextEvent(other.client, "close");
    await keeping.kill();
    await lost;
    const ready = nextEvent(other.client, "ready");
    await keeping.restart();
    await ready;
    await expect(other.replica.visit(visitor.browser, (session) => session.handle)).resolves.toBe(
      visitor.handle,
    );
    await other.replica.close();
    await keeping.stop();
  });
});

describe("a process that starts while Redis is absent", () => {
  it("rejects with 503 before the deadline, again and again, and works once Redis appears", async () => {
    catchWarnings();
    const visitor = await signIn(app);
    await killRedis();
    const late = await startFaultReplica(server, { deadlineMs: DEADLINE_MS });
    const errors = [];
    for (let count = 0; count < 3; count += 1) {
      errors.push(
        await promptFailureOf(
          late.replica.visit(visitor.browser, () => undefined),
          visitor,
        ),
      );
    }
    expect(errors[0]).toMatchObject({ name: "SessionStoreError", status: 503, operation: "read" });
    expect(errors.slice(1)).toEqual([expect.objectContaining(DOWN), expect.objectContaining(DOWN)]);
    const ready = nextEvent(late.client, "ready");
    await server.restart();
    await ready;
    const again = await signIn(late);
    await expect(late.replica.visit(again.browser, (session) => session.isNew)).resolves.toBe(false);
    await late.replica.close();
  });
});
