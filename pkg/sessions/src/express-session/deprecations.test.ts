import { describe, expect, it, onTestFinished, vi } from "vitest";
import { catchWarnings } from "../../../../test/support/catch-warnings.ts";
import { warnOfDeprecation } from "./deprecations.ts";

/** Gives the variable a value for one test. */
function silence(names: string): void {
  vi.stubEnv("NO_DEPRECATION", names);
  onTestFinished(() => void vi.unstubAllEnvs());
}

describe("warnOfDeprecation()", () => {
  it("warns once of each", () => {
    const warnings = catchWarnings();
    for (let time = 0; time < 2; time += 1) warnOfDeprecation("ONCE", "a message");
    expect(warnings.map(({ code }) => code)).toEqual(["DEP_SESSION_ONCE"]);
  });

  it.each(["express-session", "other, Express-Session", "other express-session", "*"])(
    "is silent with NO_DEPRECATION=%s",
    (names) => {
      silence(names);
      const warnings = catchWarnings();
      warnOfDeprecation("SILENT", "a message");
      expect(warnings).toEqual([]);
    },
  );

  it.each(["", "other", "express-session-store"])("is not silent with NO_DEPRECATION=%j", (names) => {
    silence(names);
    const warnings = catchWarnings();
    warnOfDeprecation(`HEARD_${names}`, "a message");
    expect(warnings).toHaveLength(1);
  });
});
