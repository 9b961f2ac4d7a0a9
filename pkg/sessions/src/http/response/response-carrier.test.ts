import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryStore } from "../../memory/memory-store.ts";
import { Door } from "../../testing/interleave.ts";
import { Browser, COOKIE_NAME, Replica } from "../../testing/replica.ts";
import type { AnySession, Exchange } from "../../testing/replica.ts";
import { watchStore } from "../../testing/store-calls.ts";

const NEEDS_HEADERS = { name: "SessionStateError", code: "ERR_SESSION_HEADERS_SENT" };

const store = new MemoryStore({ secrets: ["a secret of the tests, long enough"] });
let replica: Replica;

beforeAll(async () => {
  replica = await Replica.start(store);
});

afterAll(() => replica.close());

/** The `Set-Cookie` lines of the response to a handler whose visitor has no session yet. */
async function cookiesOf(
  handler: (session: AnySession, exchange: Exchange) => unknown,
): Promise<readonly string[]> {
  const browser = new Browser();
  await replica.visit(browser, handler);
  return browser.lastSetCookies;
}

async function save(session: AnySession): Promise<void> {
  session.set("user", "ada");
  await session.save();
}

describe("the cookie on a response", () => {
  it("stands beside those that the handler sets, before it and after", async () => {
    const cookies = await cookiesOf(async (session, { response }) => {
      response.setHeader("Set-Cookie", "before=1");
      await save(session);
      response.appendHeader("Set-Cookie", "after=1");
    });
    expect(cookies.map((line) => line.split("=")[0])).toEqual(["before", COOKIE_NAME, "after"]);
  });

  it("survives a handler that replaces or removes all cookies later", async () => {
    const replaced = await cookiesOf(async (session, { response }) => {
      await save(session);
      response.setHeader("Set-Cookie", "mine=1");
    });
    expect(replaced.map((line) => line.split("=")[0])).toEqual(["mine", COOKIE_NAME]);
    const removed = await cookiesOf(async (session, { response }) => {
      await save(session);
      response.removeHeader("Set-Cookie");
    });
    expect(removed).toHaveLength(1);
  });

  it("is not sent when the session was saved and destroyed by one request of a visitor without one", async () => {
    const cookies = await cookiesOf(async (session, { response }) => {
      response.setHeader("Set-Cookie", "mine=1");
      await save(session);
      await session.destroy();
    });
    expect(cookies).toEqual(["mine=1"]);
  });

  it("is taken from a browser that sent one, be it forged, when its session is destroyed", async () => {
    const browser = new Browser();
    browser.cookie = `${COOKIE_NAME}=forged`;
    await replica.visit(browser, (session) => session.destroy());
    expect(browser.lastSetCookies).toEqual([
      `${COOKIE_NAME}=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; HttpOnly; SameSite=Lax`,
    ]);
    expect(browser.lastHeaders.get("Cache-Control")).toBe("private");
  });

  it("leaves a response that carries none as it is", async () => {
    const browser = new Browser();
    await replica.visit(browser, (session, { response }) => {
      session.set("user", "ada");
      response.setHeader("Cache-Control", "public");
    });
    expect([browser.lastSetCookies, browser.lastHeaders.get("Cache-Control")]).toEqual([[], "public"]);
  });

  it.each([
    ["a framework that says so", true, true],
    ["a framework that says not", false, false],
    ["the socket alone, which is not encrypted", undefined, false],
  ])("is Secure over HTTPS, as known from %s", async (_name, secure, isSecure) => {
    const [line] = await cookiesOf(async (session, { request }) => {
      if (secure !== undefined) Object.assign(request, { secure });
      await save(session);
    });
    expect(line?.includes("; Secure")).toBe(isSecure);
  });

  it("is Secure when the socket is encrypted", async () => {
    const own = await Replica.start(store);
    const browser = new Browser();
    await own.visit(browser, async (session, { request }) => {
      Object.assign(request.socket, { encrypted: true });
      await save(session);
    });
    expect(browser.lastSetCookies.join()).toContain("; Secure");
    await own.close();
  });
});

describe("headers that leave while the store is asked", () => {
  it("a save() that needs a cookie rejects with SessionStateError", async () => {
    const own = await Replica.start(new MemoryStore({ secrets: store.settings.secrets }));
    const door = new Door();
    watchStore(own.store, () => door.pass());
    const visit = own.visit(new Browser(), async (session, { response }) => {
      const saving = save(session);
      await door.reached();
      response.flushHeaders();
      door.open();
      await saving;
    });
    await expect(visit).rejects.toMatchObject(NEEDS_HEADERS);
    await own.close();
  });

  it("a regenerate() rejects with SessionStateError", async () => {
    const own = await Replica.start(new MemoryStore({ secrets: store.settings.secrets }));
    const browser = new Browser();
    await own.visit(browser, save);
    const door = new Door();
    watchStore(own.store, ({ operation }) => (operation === "move" ? door.pass() : Promise.resolve()));
    const visit = own.visit(browser, async (session, { response }) => {
      const moving = session.regenerate();
      await door.reached();
      response.flushHeaders();
      door.open();
      await moving;
    });
    await expect(visit).rejects.toMatchObject(NEEDS_HEADERS);
    await own.close();
  });
});
