import { describe, expect, it } from "vitest";
import { catchEvents } from "../../../../test/support/catch-events.ts";
import { CookieStore } from "../cookie/cookie-store.ts";
import { MemoryStore } from "../memory/memory-store.ts";
import { Browser, Replica } from "../testing/replica.ts";

const secrets = ["a secret of the tests, long enough"];

describe.each([
  ["memory", () => new MemoryStore({ secrets })],
  ["cookie", () => new CookieStore({ secrets })],
] as const)("load, with a %s store", (store, createStore) => {
  it("tells a visitor without a cookie, one with a forged cookie and one with a session from another", async () => {
    const replica = await Replica.start(createStore());
    const loads = catchEvents("load");
    const [browser, forger] = [new Browser(), new Browser()];
    forger.cookie = "contract=forged";
    const handle = await replica.visit(browser, async (session) => {
      session.set("n", 1);
      await session.save();
      return session.handle;
    });
    await replica.visit(forger, () => undefined);
    await replica.visit(browser, () => undefined);
    await replica.request(browser, () => undefined); // asks for no session
    await replica.close();
    const durationMs: unknown = expect.any(Number);
    expect(loads).toEqual([
      { store, outcome: "new", durationMs },
      { store, outcome: "refused", durationMs },
      { store, outcome: "found", handle, durationMs },
    ]);
  });
});
