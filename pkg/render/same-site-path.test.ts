import { describe, expect, it } from "vitest";

import { sameSitePath } from "./same-site-path.ts";

describe("sameSitePath()", () => {
  it.each(["/", "/sessions.html", "/a/b-c/d_e~f/", "/index.html?page=2&q=a%20b+c", "/?x=1"])(
    "accepts %j",
    (path) => {
      expect(sameSitePath(path)).toBe(path);
    },
  );

  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%5cevil.example",
    "%2f%2fevil.example",
    "/%252fevil.example",
    "/\tevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    "/%0d%0aSet-Cookie:%20a=b",
    "/\0",
    "/a\u007f",
    "/@evil.example",
    "/x@evil.example",
    "@evil.example",
    ".evil.example",
    "evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:/\\evil.example",
    "//user@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/javascript:alert(1)",
    "\u2215\u2215evil.example",
    "/\u2215evil.example",
    "/\u2044evil.example",
    "/\uff0fevil.example",
    "\uff0f\uff0fevil.example",
    "/\u3002evil.example",
    "/a//evil.example",
    "/?next=//evil.example",
    "/#//evil.example",
    " /index.html",
    "/index.html ",
    "",
    `/${"a".repeat(512)}`,
    undefined,
    null,
    5,
    ["/index.html"],
    { path: "/index.html" },
  ])("refuses %j", (value) => {
    expect(sameSitePath(value)).toBeNull();
  });

  it("accepts nothing that a browser would resolve to another site", () => {
    const parts = ["/", "\\", "//", ":", "@", "?", "#", ".", "%2f", "\t", "evil.example", "a"];
    const grow = (texts: readonly string[]) => texts.flatMap((text) => parts.map((part) => text + part));
    const accepted = grow(grow(grow(parts)))
      .map(sameSitePath)
      .filter((path) => path !== null);
    const hosts = accepted.map((path) => new URL(path, "https://shop.example").host);
    expect([...new Set(hosts)]).toEqual(["shop.example"]);
  });
});
