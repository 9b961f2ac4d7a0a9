import { describe, expect, it } from "vitest";
import { applyDelta } from "./apply-delta.ts";

const STORED: ReadonlyMap<string, string> = new Map([
  ["a", "1"],
  ["b", "2"],
  ["c", "3"],
]);
const NOTHING = { clear: false, set: [], remove: [], idle: undefined };

describe("applyDelta()", () => {
  it("replaces in place, adds at the end, removes, and leaves the entries that it was given as they were", () => {
    const changed = applyDelta(STORED, {
      ...NOTHING,
      set: [
        ["d", "4"],
        ["a", "0"],
      ],
      remove: ["b", "absent"],
    });
    expect([...changed]).toEqual([
      ["a", "0"],
      ["c", "3"],
      ["d", "4"],
    ]);
    expect([...STORED.keys()]).toEqual(["a", "b", "c"]);
  });

  it("clears first: what is set by the same delta stands", () => {
    expect([...applyDelta(STORED, { ...NOTHING, clear: true, set: [["b", "5"]] })]).toEqual([["b", "5"]]);
  });
});
