import { describe, expect, it } from "vitest";
import { DEFAULT_COOKIE_ATTRIBUTES } from "../../core/settings/cookie-options.ts";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { expireCookie, setCookie } from "./set-cookie.ts";

const EVERYTHING: CookieAttributes = {
  path: "/app",
  domain: "example.com",
  maxAge: 600,
  secure: true,
  httpOnly: true,
  sameSite: "none",
  partitioned: true,
  priority: "high",
};

describe("setCookie()", () => {
  it.each<[Partial<CookieAttributes>, boolean, string]>([
    [{}, false, "id=value; Path=/; HttpOnly; SameSite=Lax"],
    [{}, true, "id=value; Path=/; HttpOnly; Secure; SameSite=Lax"],
    [{ maxAge: 600 }, false, "id=value; Max-Age=600; Path=/; HttpOnly; SameSite=Lax"],
    [{ maxAge: -1 }, false, "id=value; Path=/; HttpOnly; SameSite=Lax"],
    [
      { path: "/app", domain: "example.com" },
      false,
      "id=value; Path=/app; Domain=example.com; HttpOnly; SameSite=Lax",
    ],
    [{ httpOnly: false, sameSite: "strict" }, false, "id=value; Path=/; SameSite=Strict"],
    [{ sameSite: "none" }, true, "id=value; Path=/; HttpOnly; Secure; SameSite=None"],
    [{ priority: "low" }, false, "id=value; Path=/; HttpOnly; SameSite=Lax; Priority=Low"],
    [{ priority: "medium" }, false, "id=value; Path=/; HttpOnly; SameSite=Lax; Priority=Medium"],
  ])("%j, secure %s", (attributes, isSecure, line) => {
    expect(setCookie("id", "value", { ...DEFAULT_COOKIE_ATTRIBUTES, ...attributes }, isSecure)).toBe(line);
  });

  it("writes every attribute there is", () => {
    expect(setCookie("id", "value", EVERYTHING, true)).toBe(
      "id=value; Max-Age=600; Path=/app; Domain=example.com; HttpOnly; Secure; SameSite=None; Priority=High; Partitioned",
    );
  });
});

describe("expireCookie()", () => {
  it("names a time that is over, and no value", () => {
    expect(expireCookie("id", DEFAULT_COOKIE_ATTRIBUTES, false)).toBe(
      "id=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; HttpOnly; SameSite=Lax",
    );
  });

  it("has the attributes with which the cookie was given, by which browsers find it", () => {
    expect(expireCookie("id", EVERYTHING, true)).toBe(
      "id=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/app; Domain=example.com; HttpOnly; Secure; SameSite=None; Priority=High; Partitioned",
    );
  });
});
