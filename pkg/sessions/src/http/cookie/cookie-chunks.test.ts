import { describe, expect, it } from "vitest";
import { chunkNames, cutValue, joinParts, roomsIn } from "./cookie-chunks.ts";

describe("chunkNames()", () => {
  it("gives the name itself and two with a number", () => {
    expect(chunkNames("__Host-a")).toEqual(["__Host-a", "__Host-a.1", "__Host-a.2"]);
  });
});

describe("roomsIn()", () => {
  it("leaves to each value what name and attributes do not take of 4096 bytes", () => {
    expect(roomsIn(["a=; Path=/", `${"b".repeat(4095)}=`, "c".repeat(5000)])).toEqual([4086, 0, 0]);
  });
});

describe("cutValue()", () => {
  it.each([
    ["abc", ["abc"]],
    ["abcd", ["abc", "d"]],
    ["abcdef", ["abc", "de", "f"]],
    ["abcdefg", ["abc", "de", "fg"]],
  ])("cuts %s to fill the rooms one after the other", (value, parts) => {
    expect(cutValue(value, [3, 2, 2])).toEqual(parts);
  });
});

describe("joinParts()", () => {
  const isWhole = (value: string): boolean => value.endsWith("!");

  it("puts parts together until the value is whole, and leaves what follows", () => {
    expect(joinParts([["ab"], ["c!"], ["left over"]], isWhole)).toEqual(["abc!"]);
    expect(joinParts([["ab!"], ["left over!"]], isWhole)).toEqual(["ab!"]);
  });

  it("gives nothing when a part is missing", () => {
    expect(joinParts([[], ["c!"]], isWhole)).toEqual([]);
    expect(joinParts([["ab"], [], ["c!"]], isWhole)).toEqual([]);
    expect(joinParts([["ab"], ["c"], ["d"]], isWhole)).toEqual([]);
  });

  it("gives each whole value that duplicates of parts can be put together to", () => {
    expect(joinParts([["a", "b!"], ["1!", "2"], ["z!"]], isWhole)).toEqual(["b!", "a1!", "a2z!"]);
  });

  it("puts no more than sixteen values together at a time, however many parts there are", () => {
    const many = Array.from({ length: 50 }, (_, index) => `${index}`);
    let asked = 0;
    const neverWhole = (): boolean => {
      asked += 1;
      return false;
    };
    expect(joinParts([many, many, many], neverWhole)).toEqual([]);
    expect(asked).toBe(3 * 16);
  });
});
