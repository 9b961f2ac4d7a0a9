import { describe, it } from "vitest";
import { CookieStore } from "hertz-sessions/cookie";
import { describeSessionStore, sealedStoreAbilities } from "hertz-sessions/testing";

describeSessionStore(
  "CookieStore",
  async (options) => ({
    first: new CookieStore(options),
    second: new CookieStore(options),
    close: () => Promise.resolve(),
  }),
  { describe, it },
  sealedStoreAbilities,
);

describeSessionStore(
  "CookieStore without encryption",
  async (options) => ({
    first: new CookieStore({ ...options, encrypt: false }),
    second: new CookieStore({ ...options, encrypt: false }),
    close: () => Promise.resolve(),
  }),
  { describe, it },
  sealedStoreAbilities,
);
