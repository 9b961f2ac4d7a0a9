import { describe, expect, it } from "vitest";
import { Report } from "./report.ts";

describe("Report", () => {
  it("is ok while all that was seen is what was expected", () => {
    const report = new Report();
    report.check("status", "200", "200");
    expect(report.ok).toBe(true);
    report.check("visits", "3", "2");
    expect(report.ok).toBe(false);
  });

  it("prints an aligned table that marks what does not hold", () => {
    const report = new Report();
    report.check("status of the page", "200", "200");
    report.check("visits", "3 visits", "2 visits");
    expect(report.toTable()).toBe(
      [
        "what                expected  seen      ok",
        "------------------  --------  --------  ---",
        "status of the page  200       200       yes",
        "visits              3 visits  2 visits  NO",
        "",
        "1 of 2 checks do not hold",
        "",
      ].join("\n"),
    );
  });
});
