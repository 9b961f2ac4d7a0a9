import { describe, expect, it } from "vitest";
import { median } from "./statistics.ts";

describe("median()", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9], 9.5],
    [[7], 7],
    [[], Number.NaN],
  ])("of %j is %d", (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it("leaves its numbers in their order", () => {
    const values = [2, 1];
    median(values);
    expect(values).toEqual([2, 1]);
  });
});
