import { describe, expect, it } from "vitest";

import { parseFields } from "./form.ts";

function parse(body: string | Buffer): Record<string, string> {
  return parseFields(Buffer.from(body));
}

describe("parseFields()", () => {
  it("reads what browsers send: plus signs, percent signs, letters of all the world", () => {
    expect({ ...parse("username=Ada+L.&password=%D0%BF%2B+%26&email=") }).toEqual({
      username: "Ada L.",
      password: "п+ &",
      email: "",
    });
    expect({ ...parse("") }).toEqual({});
  });

  it("gives an object that inherits nothing", () => {
    const fields = parse("constructor=a&a=b");
    expect(Object.getPrototypeOf(fields)).toBeNull();
    expect("toString" in fields).toBe(false);
  });

  it.each([
    ["a field twice", "a=1&a=2"],
    ["a field twice, once spelled otherwise", "a=1&%61=2"],
    ["an array in brackets", "a[]=1"],
    ["an object in brackets", "a[b]=1"],
    ["a prototype", "__proto__=1"],
    ["a prototype in brackets", "__proto__[a]=1"],
    ["a dotted name", "a.b=1"],
    ["a field without a name", "=1"],
    ["a NUL character", "a=b%00"],
    ["a NUL character as it is", "a=b\0"],
    ["a broken percent sign", "a=%"],
    ["half a character", "a=%E0%A4"],
    ["an overlong slash", "a=%C0%AF"],
    ["a surrogate", "a=%ED%A0%80"],
    ["bytes that are no UTF-8", Buffer.from([0x61, 0x3d, 0xff])],
  ])("refuses %s with 400, and does not quote it", (_what, body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: "ERR_ILLEGAL_FORM", status: 400 }));
    expect(() => parse(body)).toThrow(/^Cannot read the form: (it|a field) /);
  });

  it("refuses more than 20 fields with 413", () => {
    const fields = (count: number) =>
      Array.from({ length: count }, (_, index) => `${"b".repeat(index + 1)}=${index}`).join("&");
    expect(Object.keys(parse(fields(20)))).toHaveLength(20);
    expect(() => parse(fields(21))).toThrow(expect.objectContaining({ status: 413 }));
  });
});
