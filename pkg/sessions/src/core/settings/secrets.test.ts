import { describe, expect, it } from "vitest";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import { checkSecrets } from "./secrets.ts";

const long = "a secret of the tests, long enough";

describe("checkSecrets()", () => {
  it("says nothing of different secrets of 32 characters", () => {
    const warnings = catchWarnings();
    expect(checkSecrets(["x".repeat(32), long])).toEqual(["x".repeat(32), long]);
    expect(warnings).toEqual([]);
  });

  it("refuses a first secret of fewer than 8 characters, says what to do, and does not show it", () => {
    const refuse = (): unknown => checkSecrets(["hunter2", long]);
    expect(refuse).toThrow("Store option secrets[0] must have at least 8 characters, found 7; use 32 random");
    expect(refuse).not.toThrow("hunter2");
  });

  it("warns of short secrets once, without showing them, and takes them where nothing is signed with them", () => {
    const warnings = catchWarnings();
    expect(checkSecrets([long, "hunter2", "hunter3"])).toHaveLength(3);
    expect(checkSecrets(["x".repeat(31)])).toHaveLength(1);
    const warning = { code: "WRN_SESSION_SHORT_SECRET", message: expect.not.stringContaining("hunter") };
    expect(warnings).toEqual([warning, warning]);
  });

  it("warns of a secret that stands twice in the list", () => {
    const warnings = catchWarnings();
    checkSecrets([long, "x".repeat(32), long]);
    expect(warnings).toEqual([
      { code: "WRN_SESSION_DUPLICATE_SECRET", message: expect.not.stringContaining(long) },
    ]);
  });
});
