import { beforeAll, describe, expect, it } from "vitest";
import {
  SECRET,
  START,
  clock,
  cookieReplicas,
  signedInAt,
} from "../../../../../test/support/cookie-replicas.ts";
import { JarBrowser } from "../../../../../test/support/jar-browser.ts";
import { createId } from "../../core/ids.ts";
import { saveValues, valuesAt } from "../../testing/cases/visits.ts";
import { Door } from "../../testing/interleave.ts";
import { COOKIE_NAME } from "../../testing/replica.ts";
import type { AnySession, Replica } from "../../testing/replica.ts";
import { JweSealing } from "../sealed/jwe-sealing.ts";
import { encodePayload } from "../sealed/sealed-payload.ts";

const MINUTE = 60_000;

const createReplica = cookieReplicas();
let replica: Replica;

beforeAll(async () => {
  replica = await createReplica();
});

describe("the lifetime of a session in cookies", () => {
  it("is renewed by a request once the share touchAfter of its idle timeout is over, and not before", async () => {
    const browser = await signedInAt(replica);
    clock.now += 3 * MINUTE - 1;
    await valuesAt(replica, browser);
    expect(browser.lastSetCookies).toEqual([]);
    clock.now += 1;
    await valuesAt(replica, browser);
    expect(browser.lastSetCookies).toHaveLength(1);
    clock.now += 30 * MINUTE - 1;
    expect(await valuesAt(replica, browser.copy())).toEqual({ user: "ada" });
    clock.now += 1;
    expect(await valuesAt(replica, browser)).toEqual({});
  });

  it("is renewed with all its cookies", async () => {
    const browser = await signedInAt(replica, { text: "x".repeat(8000) });
    clock.now += 10 * MINUTE;
    await valuesAt(replica, browser);
    expect(browser.lastSetCookies).toHaveLength(3);
    clock.now += 25 * MINUTE;
    expect(Object.keys(await valuesAt(replica, browser))).toEqual(["text"]);
  });

  it("ends at the absolute timeout, also for a request that has it in its hands", async () => {
    const brief = await createReplica({ absoluteTimeout: 60 });
    const browser = await signedInAt(brief);
    const late = brief.visit(browser.copy(), (session) => {
      clock.now += MINUTE;
      session.set("late", 1);
      return session.save();
    });
    await expect(late).rejects.toMatchObject({ code: "ERR_SESSION_GONE" });
    expect(await valuesAt(brief, browser)).toEqual({});
  });

  it("is told by expiresAt, from the sealing on", async () => {
    const browser = await signedInAt(replica);
    clock.now += MINUTE;
    const expiresAt = await replica.visit(browser, (session) => session.expiresAt.getTime());
    expect(Math.abs(expiresAt - (Date.now() + 29 * MINUTE))).toBeLessThan(5000);
  });

  it("bears a clock that is behind by half a minute, and not by two", async () => {
    const browser = await signedInAt(replica);
    clock.now -= MINUTE / 2;
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada" });
    clock.now -= 2 * MINUTE;
    expect(await valuesAt(replica, browser)).toEqual({});
    expect(browser.lastSetCookies).toEqual([]);
  });
});

describe("a session in cookies, ended or changed elsewhere", () => {
  it("is taken from this browser by destroy(), with all its cookies, while a copy stays good", async () => {
    const browser = await signedInAt(replica, { text: "x".repeat(8000) });
    const copy = browser.copy();
    await replica.visit(browser, (session) => session.destroy());
    expect(browser.names).toEqual([]);
    expect(Object.keys(await valuesAt(replica, copy))).toEqual(["text"]);
    await saveValues(replica, copy, { n: 1 });
    expect(Object.keys(await valuesAt(replica, copy))).toEqual(["text", "n"]);
  });

  it("gets another id, handle and lifetime from regenerate(), and keeps its values", async () => {
    const browser = await signedInAt(replica);
    clock.now += MINUTE;
    const [before, after] = await replica.visit(browser, async (session) => {
      const old = [session.id, session.handle, session.createdAt.getTime()];
      session.set("n", 1);
      await session.regenerate();
      return [old, [session.id, session.handle, session.createdAt.getTime()]];
    });
    for (const index of [0, 1, 2]) expect(after?.[index]).not.toBe(before?.[index]);
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada", n: 1 });
    expect(await replica.visit(browser, (session) => session.id)).toBe(after?.[0]);
  });

  it("is as the last response says when two requests change it at once", async () => {
    const browser = await signedInAt(replica);
    const [one, two] = [browser.copy(), browser.copy()];
    await saveValues(replica, one, { one: 1 });
    await saveValues(replica, two, { two: 2 });
    for (const each of [one, two]) for (const [name, value] of each.jar) browser.put(name, value);
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada", two: 2 });
  });

  it("counts within one request with update(), and not over two", async () => {
    const browser = await signedInAt(replica);
    const increment = (session: AnySession): Promise<number> =>
      session.update("n", (n) => Number(n ?? 0) + 1);
    await replica.visit(browser, async (session) => {
      await Promise.all([increment(session), increment(session)]);
    });
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada", n: 2 });
    const copies = [browser.copy(), browser.copy()];
    expect(await Promise.all(copies.map((copy) => replica.visit(copy, increment)))).toEqual([3, 3]);
  });

  it("refuses a save when another request of this process has ended it meanwhile", async () => {
    const browser = await signedInAt(replica);
    const door = new Door();
    const late = replica.visit(browser.copy(), async (session) => {
      await door.pass();
      session.set("late", 1);
      await session.save();
    });
    await door.reached();
    await replica.visit(browser, (session) => session.destroy());
    door.open();
    await expect(late).rejects.toMatchObject({ code: "ERR_SESSION_GONE" });
  });

  it("is an error of its own when a newer release sealed it, and its cookie stays", async () => {
    const head = {
      createdAt: START,
      absoluteEnd: START + MINUTE,
      idle: { seconds: 60, fromMaxAge: false },
      user: "",
      dataVersion: 0,
    };
    const payload = encodePayload({ id: createId(), sealedAt: START, row: { head, entries: new Map() } });
    const browser = new JarBrowser();
    browser.put(COOKIE_NAME, new JweSealing(COOKIE_NAME, [SECRET]).seal(payload.replace("@\t1", "@\t2")));
    const visit = replica.visit(browser, () => undefined);
    await expect(visit).rejects.toMatchObject({ code: "ERR_SESSION_FORMAT_NEWER", status: 503 });
    expect(browser.lastSetCookies).toEqual([]);
  });
});
