import { describe, expect, it } from "vitest";
import { deriveKeys } from "./derive-keys.ts";

/** The keys in hexadecimal. */
function keysOf(secrets: readonly string[], purpose: string): string[] {
  return deriveKeys(secrets, purpose).map((key) => key.export().toString("hex"));
}

describe("deriveKeys()", () => {
  it("gives a key of 256 bits for each secret, in their order and the same each time", () => {
    const [one = "", two] = keysOf(["one", "two"], "purpose");
    expect(one).toMatch(/^[\da-f]{64}$/);
    expect(keysOf(["two", "one"], "purpose")).toEqual([two, one]);
  });

  it("gives another key for another purpose", () => {
    expect(keysOf(["one"], "a")).not.toEqual(keysOf(["one"], "b"));
  });
});
