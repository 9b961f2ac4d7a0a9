import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { Report } from "./report.ts";

describe("Report", () => {
  it("is ok while all that was seen is what was expected", () => {
    const report = new Report();
    report.check("status", "200", "200", 1);
    expect(report.ok).toBe(true);
    report.check("visits", "3", "2", 1);
    expect(report.ok).toBe(false);
  });

  it("prints an aligned table that marks what does not hold, and says what was expected", () => {
    const report = new Report();
    report.check("status of the page", "200", "200", 3.4);
    report.check("visits", "3 visits", "2 visits", 120);
    expect(stripVTControlCharacters(report.sumUp())).toBe("1 of 2 checks do not hold");
    expect(stripVTControlCharacters(report.toTable())).toBe(
      [
        "ok  status of the page  200         3 ms",
        "NO  visits              2 visits  120 ms",
        "    expected: 3 visits",
        "",
      ].join("\n"),
    );
  });
});
