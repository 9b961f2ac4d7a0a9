import { describe, expect, it } from "vitest";
import { DEFAULT_COOKIE_ATTRIBUTES, mergeCookieOptions } from "./cookie-options.ts";
import type { CookieOptions } from "./cookie-options.ts";

function merge(options: unknown): unknown {
  return mergeCookieOptions(DEFAULT_COOKIE_ATTRIBUTES, options as CookieOptions);
}

describe("mergeCookieOptions()", () => {
  it("lays what is given over the base, and leaves the base as it is", () => {
    const base = { ...DEFAULT_COOKIE_ATTRIBUTES, path: "/app", maxAge: 60 };
    expect(mergeCookieOptions(base, { maxAge: 0, priority: "high" })).toEqual({
      ...base,
      maxAge: 0,
      priority: "high",
    });
    expect(base.maxAge).toBe(60);
  });

  it("takes undefined for not given", () => {
    const base = { ...DEFAULT_COOKIE_ATTRIBUTES, path: "/app", domain: "example.com", secure: true };
    expect(mergeCookieOptions(base, { path: undefined, domain: undefined, secure: undefined })).toEqual(base);
  });

  it.each<CookieOptions>([
    { path: "/" },
    { path: "/a b/c,d=e" },
    { domain: "example.com" },
    { domain: ".example.com" },
    { domain: "localhost" },
    { maxAge: -1 },
    { maxAge: 34_560_000 },
    { secure: false },
    { secure: "auto" },
    { httpOnly: false },
    { sameSite: "strict" },
    { sameSite: "none", secure: true },
    { sameSite: "none" },
    { partitioned: true, secure: "auto" },
    { priority: "low" },
  ])("accepts %j", (options) => {
    expect(merge(options)).toEqual({ ...DEFAULT_COOKIE_ATTRIBUTES, ...options });
  });

  it.each([
    ["path", ""],
    ["path", "app"],
    ["path", "/a;b"],
    ["path", "/a\r\nSet-Cookie: x=y"],
    ["path", "/é"],
    ["path", 1],
    ["domain", ""],
    ["domain", "example.com; Secure"],
    ["domain", "example.com\n"],
    ["domain", "http://example.com"],
    ["domain", "-"],
    ["maxAge", 1.5],
    ["maxAge", "60"],
    ["maxAge", NaN],
    ["maxAge", 2 ** 53],
    ["maxAge", 34_560_001],
    ["secure", "true"],
    ["secure", 1],
    ["httpOnly", 0],
    ["sameSite", "Lax"],
    ["sameSite", true],
    ["partitioned", "yes"],
    ["priority", "urgent"],
  ])("refuses %s: %j, and names the option", (name, value) => {
    expect(merge({ [name]: value })).toMatch(new RegExp(`^Cookie option ${name} must be `));
  });

  it.each([
    ["sameSite", { sameSite: "none", secure: false }],
    ["partitioned", { partitioned: true, secure: false }],
  ])("refuses %s without secure, as browsers do", (name, options) => {
    expect(merge(options)).toMatch(new RegExp(`^Cookie option ${name} .*needs secure`));
  });

  it.each(["expires", "samesite", "constructor", "__proto__"])("does not know an option %s", (name) => {
    const options = Object.fromEntries([[name, 1]]);
    expect(merge(options)).toMatch(new RegExp(`^Unknown cookie option ${name}; known are path, .*priority$`));
  });
});
