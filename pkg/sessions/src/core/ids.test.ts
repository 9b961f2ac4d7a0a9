import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createFlashTag, createId, handleOf, isId, placeOf } from "./ids.ts";

const BASE64URL = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

describe("createId()", () => {
  it("gives ids that are all different, in their places and in their secrets", () => {
    const ids = Array.from({ length: 2000 }, () => createId());
    expect(new Set(ids).size).toBe(2000);
    expect(new Set(ids.map((id) => id.slice(4))).size).toBe(2000);
    expect(new Set(ids.map(placeOf)).size).toBeGreaterThan(1900);
    expect(ids.every(isId)).toBe(true);
  });

  it("uses every character of base64url at each position but the last, which carries four bits", () => {
    const ids = Array.from({ length: 4000 }, () => createId());
    const counts = Array.from({ length: 47 }, (_, index) => new Set(ids.map((id) => id[index])).size);
    expect(counts).toEqual([...Array.from({ length: 46 }, () => 64), 16]);
  });

  it("keeps the place that it is given, and nothing else", () => {
    const [one, two] = [createId("aZ-_"), createId("aZ-_")];
    expect([placeOf(one), placeOf(two)]).toEqual(["aZ-_", "aZ-_"]);
    expect(one).not.toBe(two);
    expect(isId(one)).toBe(true);
  });
});

describe("isId()", () => {
  const id = createId();

  it("takes only the one spelling that 256 bits have in their last character", () => {
    const taken = BASE64URL.filter((character) => isId(id.slice(0, -1) + character));
    expect(taken.join("")).toBe("AEIMQUYcgkosw048");
  });

  it.each([
    ["nothing", ""],
    ["one character less", id.slice(1)],
    ["one character more", `A${id}`],
    ["padding", `${id.slice(0, -1)}=`],
    ["base64 of the other alphabet", `+/${id.slice(2)}`],
    ["a newline at the end", `${id.slice(1)}\n`],
    ["a space", ` ${id.slice(1)}`],
    ["a letter that is not ASCII", `é${id.slice(1)}`],
    ["a percent sign", `%${id.slice(1)}`],
    ["a NUL", `\0${id.slice(1)}`],
  ])("refuses %s", (_name, text) => {
    expect(isId(text)).toBe(false);
  });
});

describe("handleOf()", () => {
  it("is the place and the SHA-256 of the whole id in base64url, frozen for this id", () => {
    const id = "AbC-0123456789012345678901234567890123456789xyA";
    expect(isId(id)).toBe(true);
    expect(handleOf(id)).toBe(`AbC-${createHash("sha256").update(id).digest("base64url")}`);
    expect(handleOf(id)).toBe("AbC-uk_ZozyzQ1B2lppSyMIG1HqSrFx8sw60uU05BGYp3M0");
  });

  it("shares its place with the id and nothing else", () => {
    const id = createId();
    expect(placeOf(handleOf(id))).toBe(placeOf(id));
    expect(handleOf(id)).not.toContain(id.slice(4, 12));
    expect(handleOf(id.replace(/^./, (place) => (place === "A" ? "B" : "A"))).slice(4)).not.toBe(
      handleOf(id).slice(4),
    );
  });
});

describe("createFlashTag()", () => {
  it("gives tags that are all different and hold no separator of the row", () => {
    const tags = Array.from({ length: 1000 }, createFlashTag);
    expect(new Set(tags).size).toBe(1000);
    expect(tags.every((tag) => /^[\w-]{12}$/.test(tag))).toBe(true);
  });
});
