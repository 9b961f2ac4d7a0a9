import { describe, expect, it } from "vitest";
import { elementsOf, membersOf, objectOf } from "./json-members.ts";

describe("membersOf()", () => {
  it("gives each value as it is spelled", () => {
    const text =
      '{"a":1.0,"large":12345678901234567890, "list" : [ 1,{"b":"},]"} ] ,"\\u00e9\\"":"\\\\","empty":{},"t":"a\\tb"}';
    expect([...(membersOf(text) ?? [])]).toEqual([
      ["a", "1.0"],
      ["large", "12345678901234567890"],
      ["list", '[ 1,{"b":"},]"} ]'],
      ['é"', '"\\\\"'],
      ["empty", "{}"],
      ["t", '"a\\tb"'],
    ]);
  });

  it("takes the last of two members of one name, as JSON.parse() does", () => {
    expect(membersOf('{"a":1,"a":2}')?.get("a")).toBe("2");
  });

  it("takes an object whatever stands around it, and an empty one", () => {
    expect(membersOf(' {\n "a" : true\n}\n')?.get("a")).toBe("true");
    expect(membersOf(" { } ")?.size).toBe(0);
  });

  it.each(["", "null", "[]", '"{}"', "1", "{", '{"a":}', "{a:1}", '{"a":1}x'])(
    "gives nothing for %j",
    (text) => {
      expect(membersOf(text)).toBeUndefined();
    },
  );
});

describe("elementsOf()", () => {
  it("gives each element as it is spelled, and none of an empty array", () => {
    expect(elementsOf('[1.0, "a,]", [ ], {"x":[1,2]}]')).toEqual(["1.0", '"a,]"', "[ ]", '{"x":[1,2]}']);
    expect(elementsOf("[ ]")).toEqual([]);
  });

  it.each(["", "{}", '"[]"', "[", "null"])("gives nothing for %j", (text) => {
    expect(elementsOf(text)).toBeUndefined();
  });
});

describe("objectOf()", () => {
  it("writes what membersOf() reads, and values to the letter", () => {
    const members = new Map([
      ['a"\n', "1.0"],
      ["__proto__", '{"x":1}'],
    ]);
    expect(objectOf(members)).toBe('{"a\\"\\n":1.0,"__proto__":{"x":1}}');
    expect(membersOf(objectOf(members))).toEqual(members);
  });
});
