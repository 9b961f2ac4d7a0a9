import { describe, expect, it } from "vitest";
import { DEFAULT_COOKIE_ATTRIBUTES } from "../../core/settings/cookie-options.ts";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { problemOfCookie } from "./cookie-name.ts";

function problem(name: string, attributes: Partial<CookieAttributes> = {}): string | undefined {
  return problemOfCookie(name, { ...DEFAULT_COOKIE_ATTRIBUTES, ...attributes });
}

describe("problemOfCookie()", () => {
  it.each(["HERTZ-SESSION", "a", "connect.sid", "!#$%&'*+.^_`|~09azAZ-", "Host-x", "x__Host-"])(
    "accepts the name %s",
    (name) => {
      expect(problem(name)).toBeUndefined();
    },
  );

  it.each(["", "a b", "a=b", "a;b", "a,b", "a\tb", "a\n", "é", '"a"', "a/b", "(a)", "a@b", "\u007F"])(
    "refuses the name %j",
    (name) => {
      expect(problem(name)).toMatch(/^A session's name must be one that a cookie can have/);
    },
  );

  it.each(["__Host-id", "__host-id", "__HOST-id"])("%s needs secure, the path / and no domain", (name) => {
    expect(problem(name, { secure: true })).toBeUndefined();
    expect(problem(name)).toContain("needs secure: true");
    expect(problem(name, { secure: false })).toContain("needs secure: true");
    expect(problem(name, { secure: true, path: "/app" })).toContain('needs the path "/"');
    expect(problem(name, { secure: true, domain: "example.com" })).toContain("no domain");
  });

  it.each(["__Secure-id", "__secure-id"])("%s needs secure alone", (name) => {
    expect(problem(name, { secure: true, path: "/app", domain: "example.com" })).toBeUndefined();
    expect(problem(name)).toContain("needs secure: true");
  });

  it("names the prefix as it was written", () => {
    expect(problem("__Host-id")).toContain("begins with __Host- ");
    expect(problem("__Secure-id")).toContain("begins with __Secure- ");
  });
});
