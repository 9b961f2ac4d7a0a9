import { describe, expect, it } from "vitest";
import { cookieValues } from "./cookie-header.ts";

describe("cookieValues()", () => {
  it.each<[string, string, string[]]>([
    ["one cookie", "id=a", ["a"]],
    ["one of several", "theme=dark; id=a; lang=en", ["a"]],
    ["several of the name, in order", "id=a; theme=dark; id=b;id=c", ["a", "b", "c"]],
    ["spaces and tabs around", "  id=a ;\tid=b\t; id= c ", ["a", "b", "c"]],
    ["no space after the semicolon", "theme=dark;id=a", ["a"]],
    ["an empty value", "id=; id=a", ["", "a"]],
    ["a value with equals signs and quotes, as it stands", 'id="a=b"; id=%41', ['"a=b"', "%41"]],
    ["nothing", "", []],
    ["no such cookie", "theme=dark", []],
    ["the name alone", "id", []],
    ["the name at the end of another", "my-id=a; myid=b; .id=c", []],
    ["the name at the beginning of another", "id2=a; id-x=b", []],
    ["the name in other letters", "ID=a; Id=b", []],
    ["the name inside a value", "theme=id=a; x=; y=id", []],
    ["a space before the equals sign", "id =a", []],
    ["a comma instead of a semicolon", "theme=dark, id=a", []],
    ["stray semicolons", ";;id=a;;", ["a"]],
  ])("%s", (_name, header, values) => {
    expect(cookieValues(header, "id")).toEqual(values);
  });

  it("finds a name that its own end begins again", () => {
    expect(cookieValues("aaa=1; aa=2", "aa")).toEqual(["2"]);
  });

  it("takes characters of a name that mean something in patterns as they are", () => {
    expect(cookieValues("aXb=1; a.b=2; a*b=3", "a.b")).toEqual(["2"]);
  });

  it("leaves a no-break space in a value, where only spaces and tabs are around it", () => {
    expect(cookieValues("id=a\u00A0; theme=dark", "id")).toEqual(["a\u00A0"]);
  });

  it("reads a header of many thousand cookies", () => {
    const header = Array.from({ length: 20_000 }, (_, index) => `id${index}=x`).join("; ");
    expect(cookieValues(`${header}; id=a`, "id")).toEqual(["a"]);
  });
});
