import { describe, expect, it } from "vitest";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import { normalizeSettings } from "./settings.ts";
import type { SessionStoreOptions } from "./settings.ts";

const secrets = ["a secret of the tests, long enough"];

function warningsOf(options: Omit<SessionStoreOptions, "secrets">): unknown[] {
  const warnings = catchWarnings();
  normalizeSettings({ secrets, ...options }, []);
  return warnings.map(({ code, message }) => `${code}: ${message}`);
}

describe("a store", () => {
  it.each<[string, Omit<SessionStoreOptions, "secrets">]>([
    [
      "maxAge is 2592000, but sessions end after the absoluteTimeout of 43200 ",
      { cookie: { maxAge: 2_592_000 } },
    ],
    [
      "idleTimeout is 61, but sessions end after the absoluteTimeout of 60 ",
      { idleTimeout: 61, absoluteTimeout: 60 },
    ],
    ["maxAge of 59 ", { idleTimeout: 60, cookie: { maxAge: 59 } }],
    ["maxAge is -1: every save() ends", { cookie: { maxAge: -1 } }],
  ])("warns once: %s", (message, options) => {
    expect(warningsOf(options)).toEqual([expect.stringContaining(message)]);
    expect(warningsOf(options)).toEqual([expect.stringContaining("WRN_SESSION_LIFETIMES")]);
  });

  it.each<[string, Omit<SessionStoreOptions, "secrets">]>([
    ["the defaults", {}],
    ["an absolute timeout below the default idle timeout", { absoluteTimeout: 60 }],
    ["a cookie that lives as long as the session", { cookie: { maxAge: 60 }, idleTimeout: 60 }],
    ["a cookie that outlives an idle session", { cookie: { maxAge: 61 }, idleTimeout: 60 }],
    [
      "a month, with an absolute timeout to it",
      { cookie: { maxAge: 2_592_000 }, absoluteTimeout: 2_592_000 },
    ],
  ])("says nothing of %s", (_name, options) => {
    expect(warningsOf(options)).toEqual([]);
  });
});
