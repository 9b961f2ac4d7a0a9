import { describe, expect, it } from "vitest";
import { catchWarnings } from "../../../../test/support/catch-warnings.ts";
import { CookieStore } from "./cookie-store.ts";
import type { CookieStoreOptions } from "./cookie-store.ts";

const SECRETS = ["a secret of the tests, long enough"];

describe("CookieStore", () => {
  it("encrypts by default, with the timeouts of every store", () => {
    const { encrypt, settings } = new CookieStore({ secrets: SECRETS });
    expect(encrypt).toBe(true);
    expect(settings).toMatchObject({
      idleSeconds: 1800,
      absoluteSeconds: 43_200,
      touchAfter: 0.1,
      maxLength: 0,
    });
  });

  it("takes undefined for an option that was not given", () => {
    const store = new CookieStore({
      secrets: SECRETS,
      encrypt: undefined,
      clock: undefined,
      idleTimeout: undefined,
    });
    expect(store.encrypt).toBe(true);
    expect(Math.abs(store.now() - Date.now())).toBeLessThan(1000);
  });

  it.each([
    [{ encrypt: "no" }, "Store option encrypt must be true or false, found string"],
    [{ clock: 5 }, "Store option clock must be a function that returns milliseconds"],
    [{ client: {} }, "Unknown store option client; known are encrypt, clock, secrets"],
    [{ secrets: [] }, "Store option secrets must be an array with at least one secret"],
  ])("refuses %j and says what is wrong", (options, message) => {
    const wrong = { secrets: SECRETS, ...options } as unknown as CookieStoreOptions;
    expect(() => new CookieStore(wrong)).toThrow(message);
  });

  it("warns of a short secret", () => {
    const warnings = catchWarnings();
    expect(new CookieStore({ secrets: ["too short"] }).settings.secrets).toHaveLength(1);
    expect(warnings.map(({ code }) => code)).toEqual(["WRN_SESSION_SHORT_SECRET"]);
  });
});
