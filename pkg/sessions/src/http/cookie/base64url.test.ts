import { describe, expect, it } from "vitest";
import { decodeBase64url } from "./base64url.ts";

describe("decodeBase64url()", () => {
  it("gives the bytes of a text in base64url, also of an empty one", () => {
    expect(decodeBase64url("_-8")).toEqual(Buffer.from([0xff, 0xef]));
    expect(decodeBase64url("")).toEqual(Buffer.alloc(0));
  });

  it.each([
    ["padding", "_-8="],
    ["the other alphabet", "/+8"],
    ["bits that are left over", "_-9"],
    ["a character that stands for nothing", "_-8A_"],
    ["white space", "_-8 "],
    ["a line break inside", "_-\n8"],
  ])("refuses %s", (_what, text) => {
    expect(decodeBase64url(text)).toBeUndefined();
  });
});
