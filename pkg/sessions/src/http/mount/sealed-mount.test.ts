import { beforeAll, describe, expect, it } from "vitest";
import { clock, cookieReplicas, signedInAt } from "../../../../../test/support/cookie-replicas.ts";
import { JarBrowser } from "../../../../../test/support/jar-browser.ts";
import { saveValues, valuesAt } from "../../testing/cases/visits.ts";
import { COOKIE_NAME } from "../../testing/replica.ts";
import type { AnySession, Replica } from "../../testing/replica.ts";

const MINUTE = 60_000;
const TOO_LARGE = { name: "SessionCookieError", code: "ERR_SESSION_COOKIE_TOO_LARGE" };
const HEADERS_SENT = { name: "SessionStateError", code: "ERR_SESSION_HEADERS_SENT" };

const createReplica = cookieReplicas();
let replica: Replica;

beforeAll(async () => {
  replica = await createReplica();
});

describe("a session in cookies", () => {
  it("takes more cookies as it grows, and takes them from the browser as it shrinks", async () => {
    const browser = await signedInAt(replica);
    expect(browser.names).toEqual([COOKIE_NAME]);
    await saveValues(replica, browser, { text: "x".repeat(8000) });
    expect(browser.names).toEqual([COOKIE_NAME, `${COOKIE_NAME}.1`, `${COOKIE_NAME}.2`]);
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada", text: "x".repeat(8000) });
    await saveValues(replica, browser, { text: "x".repeat(4000) });
    expect(browser.names).toEqual([COOKIE_NAME, `${COOKIE_NAME}.1`]);
    await saveValues(replica, browser, { text: "" });
    expect(browser.names).toEqual([COOKIE_NAME]);
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada", text: "" });
  });

  it("that shrinks within one response leaves nothing of the first save on it", async () => {
    const browser = new JarBrowser();
    await replica.visit(browser, async (session) => {
      session.set("text", "x".repeat(8000));
      await session.save();
      session.set("text", "short");
      await session.save();
    });
    expect(browser.lastSetCookies).toHaveLength(1);
    expect(await valuesAt(replica, browser)).toEqual({ text: "short" });
  });

  it("takes what is left of a session that does not open from the browser with the first save", async () => {
    const browser = await signedInAt(replica, { text: "x".repeat(8000) });
    browser.put(COOKIE_NAME, "evicted");
    await saveValues(replica, browser);
    expect(browser.names).toEqual([COOKIE_NAME]);
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada" });
  });

  it("leaves the cookies of the application alone, those with a similar name too", async () => {
    const browser = new JarBrowser();
    const others = ["theme", `${COOKIE_NAME}.3`, `${COOKIE_NAME}.x`, `${COOKIE_NAME}1`];
    for (const name of others) browser.put(name, "1");
    await saveValues(replica, browser, { text: "x".repeat(8000) });
    await replica.visit(browser, (session) => session.destroy());
    expect(browser.names).toEqual(others);
  });

  it("keeps flashes for the next request, once", async () => {
    const browser = await signedInAt(replica);
    await replica.visit(browser, (session) => {
      session.addFlash("saved");
      return session.save();
    });
    const take = async (session: AnySession): Promise<unknown[]> => {
      const flashes = session.flashes();
      await session.save();
      return flashes;
    };
    expect(await replica.visit(browser, take)).toEqual(["saved"]);
    expect(await replica.visit(browser, take)).toEqual([]);
  });
});

describe("a session that does not fit into its cookies", () => {
  const fill = (session: AnySession): void => session.set("text", "x".repeat(10_000));

  it("is refused when it is new, with both sizes and without a cookie", async () => {
    const browser = new JarBrowser();
    const visit = replica.visit(browser, (session) => {
      fill(session);
      return session.save();
    });
    await expect(visit).rejects.toMatchObject({
      ...TOO_LARGE,
      message: /has 101\d\d bytes, 90\d\d fit into 3 cookies$/,
    });
    expect(browser.lastSetCookies).toEqual([]);
  });

  it.each<[string, (session: AnySession) => Promise<unknown>]>([
    [
      "save()",
      (session) => {
        fill(session);
        return session.save();
      },
    ],
    [
      "regenerate()",
      (session) => {
        fill(session);
        return session.regenerate();
      },
    ],
    ["update()", (session) => session.update("text", () => "x".repeat(10_000))],
  ])("is refused by %s, and stays what it was", async (_name, attempt) => {
    const browser = await signedInAt(replica);
    const handle = await replica.visit(browser, (session) => session.handle);
    await expect(replica.visit(browser, attempt)).rejects.toMatchObject(TOO_LARGE);
    expect(browser.lastSetCookies).toEqual([]);
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada" });
    expect(await replica.visit(browser, (session) => session.handle)).toBe(handle);
  });

  it("is refused again by the next save(), and saved once it fits", async () => {
    const browser = await signedInAt(replica);
    await replica.visit(browser, async (session) => {
      fill(session);
      await expect(session.save()).rejects.toMatchObject(TOO_LARGE);
      await expect(session.save()).rejects.toMatchObject(TOO_LARGE);
      session.set("text", "short");
      await session.save();
    });
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada", text: "short" });
  });

  it("is refused for the attributes that options() gave its cookies", async () => {
    const browser = await signedInAt(replica);
    const visit = replica.visit(browser, (session) => {
      session.set("text", "x".repeat(8000));
      session.options({ path: `/${"p".repeat(900)}` });
      return session.save();
    });
    await expect(visit).rejects.toMatchObject(TOO_LARGE);
  });

  it("is read all the same when the attributes have grown since it was sealed, and lives on as it was sealed", async () => {
    const longer = await createReplica({ cookie: { domain: `${"d".repeat(900)}.example` }, touchAfter: 0 });
    const browser = await signedInAt(replica, { text: "x".repeat(8000) });
    expect(Object.keys(await valuesAt(longer, browser))).toEqual(["text"]);
    expect(browser.lastSetCookies).toEqual([]);
  });
});

describe("a session in cookies, after the headers have gone", () => {
  it.each<[string, (session: AnySession) => Promise<unknown>]>([
    [
      "save()",
      (session) => {
        session.set("late", 1);
        return session.save();
      },
    ],
    [
      "update()",
      (session) => session.update("late", () => 1).finally(() => expect(session.has("late")).toBe(false)),
    ],
    ["regenerate()", (session) => session.regenerate()],
    ["destroy()", (session) => session.destroy()],
    [
      "a save() with a maxAge below 0",
      (session) => {
        session.options({ maxAge: -1 });
        return session.save();
      },
    ],
  ])("refuses %s before anything changes", async (_name, attempt) => {
    const browser = await signedInAt(replica);
    const handle = await replica.visit(browser, async (session, { response }) => {
      const before = session.handle;
      response.flushHeaders();
      await expect(attempt(session)).rejects.toMatchObject(HEADERS_SENT);
      expect(session.handle).toBe(before);
      expect(session.get("user")).toBe("ada");
      return before;
    });
    expect(await replica.visit(browser, (session) => session.handle)).toBe(handle);
    expect(await valuesAt(replica, browser)).toEqual({ user: "ada" });
  });

  it("can be read, and saved when nothing changed", async () => {
    const browser = await signedInAt(replica);
    clock.now += 10 * MINUTE;
    const user = await replica.request(browser, async ({ response, session }) => {
      response.flushHeaders();
      const late = await session();
      await late.save();
      return late.get("user");
    });
    expect(user).toBe("ada");
  });
});
