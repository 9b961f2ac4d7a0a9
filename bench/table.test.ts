import { describe, expect, it } from "vitest";
import type { Line } from "./summary.ts";
import { decimals, markdownTable, tableOf } from "./table.ts";

const line: Line = {
  subject: "hertz-ioredis",
  about: "ours",
  requestsPerSecond: 1234.5,
  againstPeer: 2,
  p50Ms: 1,
  p99Ms: 2,
  cpuMicros: 30,
  addedMicros: 3,
  againstLimit: Number.NaN,
  redisCommands: 1,
  redisBytesIn: 88,
  redisBytesOut: 293.4,
  redisMicros: 2,
  failed: 0,
  lost: undefined,
};

describe("decimals()", () => {
  it.each([
    [1.25, 1, "1.3"],
    [1234.5, 0, "1235"],
    [-0.01, 1, "0.0"],
    [Number.NaN, 2, "-"],
    [Number.POSITIVE_INFINITY, 2, "-"],
  ])("writes %d with %i digits as %s", (value, digits, text) => {
    expect(decimals(value, digits)).toBe(text);
  });
});

describe("markdownTable()", () => {
  it("sets the first column to the left and numbers to the right", () => {
    const table = markdownTable([
      ["a", "b"],
      ["x", "1"],
    ]);
    expect(table).toBe("| a | b |\n| --- | --: |\n| x | 1 |");
  });
});

describe("tableOf()", () => {
  it("writes a line for each subject", () => {
    const [, , body] = tableOf([line], "peer", "limit").split("\n");
    expect(body).toBe("| ours | 1235 | 2.00 | 1.0 | 2.0 | 30.0 | 3.0 | - | 1.00 | 88/293 | 2.0 |");
  });

  it("says beside a subject how many of its requests failed", () => {
    expect(tableOf([{ ...line, failed: 7 }], "peer", "limit")).toContain("| ours (7 failed) |");
  });

  it("has a column of lost changes where any were looked for", () => {
    const [head, , first, second] = tableOf([line, { ...line, lost: 0.25 }], "peer", "limit").split("\n");
    expect([head, first, second]).toEqual([
      expect.stringMatching(/lost \|$/),
      expect.stringMatching(/- \|$/),
      expect.stringMatching(/25\.0 % \|$/),
    ]);
  });
});
