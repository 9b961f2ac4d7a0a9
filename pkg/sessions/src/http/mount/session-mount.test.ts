import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { largeCookieHeader, liveHeapBytes } from "../../../../../test/support/heap.ts";
import { newAddress } from "../../core/session/session-address.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import { Browser, COOKIE_NAME, Replica } from "../../testing/replica.ts";
import { watchStore } from "../../testing/store-calls.ts";
import { SessionMount } from "./session-mount.ts";

const SECRETS = ["a secret of the tests, long enough"];

const store = new MemoryStore({ secrets: SECRETS });
let replica: Replica;

beforeAll(async () => {
  replica = await Replica.start(store);
});

afterAll(() => replica.close());

async function signedIn(): Promise<Browser> {
  const browser = new Browser();
  await replica.visit(browser, (session) => {
    session.set("user", "ada");
    return session.save();
  });
  return browser;
}

describe("SessionMount", () => {
  it("asks the store again for a cookie that it has verified before: what it remembers is no session", async () => {
    const browser = await signedIn();
    expect(await replica.visit(browser, (session) => session.get("user"))).toBe("ada");
    await store.remove(await replica.visit(browser, (session) => session.handle));
    const calls = watchStore(store);
    expect(await replica.visit(browser, (session) => session.isNew)).toBe(true);
    expect(calls.map(({ operation }) => operation)).toEqual(["read"]);
  });

  it("takes the same cookie twice in one header for one", async () => {
    const browser = await signedIn();
    browser.cookie = `${browser.cookie}; ${browser.cookie}`;
    expect(await replica.visit(browser, (session) => session.get("user"))).toBe("ada");
  });

  it("takes three cookies of which two verify, for different sessions, for none, in any order", async () => {
    const [ada, eve] = [await signedIn(), await signedIn()];
    const forged = `${COOKIE_NAME}=forged`;
    const orders = [
      [ada.cookie, forged, eve.cookie],
      [forged, ada.cookie, eve.cookie],
      [eve.cookie, ada.cookie, ada.cookie],
    ];
    const outcomes = [];
    for (const cookies of orders) {
      const browser = new Browser();
      browser.cookie = cookies.join("; ");
      outcomes.push(await replica.visit(browser, (session) => session.isNew));
    }
    expect(outcomes).toEqual([true, true, true]);
  });

  it("does not take the cookie of another named session, though the secret is the same", async () => {
    const browser = await signedIn();
    const other = new SessionMount("other", store);
    const value = browser.cookie?.slice(COOKIE_NAME.length + 1);
    browser.cookie = `other=${value}`;
    const isNew = replica.request(
      browser,
      async ({ request, response }) => (await other.load(request, response)).isNew,
    );
    expect(await isNew).toBe(true);
  });

  it("keeps nothing of the headers that the cookies came in", async () => {
    const [giving, mount] = [new SessionMount("a", store), new SessionMount("a", store)];
    const pairs = Array.from({ length: 500 }, () => `a=${giving.valueFor(newAddress(60_000))}`);
    const before = liveHeapBytes();
    for (const pair of pairs) {
      const request = { headers: { cookie: largeCookieHeader([pair]) }, socket: {} };
      const session = await mount.load(request, new ServerResponse(new IncomingMessage(new Socket())));
      expect(session.isNew).toBe(true);
    }
    expect((liveHeapBytes() - before) / pairs.length).toBeLessThan(4000);
  });

  it("refuses a name that no cookie can have, and attributes that the name forbids", () => {
    const refusal = { name: "SessionConfigError", code: "ERR_SESSION_CONFIG" };
    expect(() => new SessionMount("a b", store)).toThrow(expect.objectContaining(refusal));
    expect(() => new SessionMount("__Host-id", store)).toThrow(expect.objectContaining(refusal));
    const secure = new MemoryStore({ secrets: SECRETS, cookie: { secure: true } });
    expect(new SessionMount("__Host-id", secure).name).toBe("__Host-id");
  });
});
