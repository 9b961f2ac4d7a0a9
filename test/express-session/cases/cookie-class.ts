import { expect, test } from "vitest";

import type { SessionFunction } from "../../support/session-server.ts";

/** What `new session.Cookie()` is. */
export function cookieClassCases(session: SessionFunction): void {
  const create = (
    options?: unknown,
  ): InstanceType<SessionFunction["Cookie"]> & {
    data: object;
    serialize(name: string, value: string): string;
  } => new (session.Cookie as unknown as new (value?: unknown) => never)(options);

  test("has defaults", () => {
    const { path, httpOnly, maxAge, expires, originalMaxAge } = create();
    expect({ path, httpOnly, maxAge, expires, originalMaxAge }).toEqual({
      path: "/",
      httpOnly: true,
      maxAge: null,
      expires: null,
      originalMaxAge: null,
    });
  });

  test.each([[true], [42], ["a text"], [() => undefined]])("refuses %s for options", (options) => {
    expect(() => create(options)).toThrow(/argument options/);
  });

  test("takes every option but data", () => {
    const cookie = create({
      path: "/foo",
      httpOnly: false,
      partitioned: true,
      priority: "high",
      own: 1,
      data: { path: "/bar" },
    });
    expect(cookie).toMatchObject({
      path: "/foo",
      httpOnly: false,
      partitioned: true,
      priority: "high",
      own: 1,
    });
    expect(cookie.data).toMatchObject({ path: "/foo" });
  });

  test("expires and maxAge say the same", () => {
    const cookie = create({ maxAge: 60_000 });
    expect(cookie.originalMaxAge).toBe(60_000);
    expect(Math.abs((cookie.expires?.valueOf() ?? 0) - Date.now() - 60_000)).toBeLessThan(50);
    cookie.expires = new Date(Date.now() + 30_000);
    expect(Math.abs(Number(cookie.maxAge) - 30_000)).toBeLessThan(50);
    expect(Math.abs(Number(cookie.originalMaxAge) - 30_000)).toBeLessThan(50);
  });

  test.each([["5000"], [{}], [true]])("refuses %s for maxAge", (maxAge) => {
    expect(() => create({ maxAge })).toThrow(/maxAge must be a number/);
  });

  test("a cookie can be made of another", () => {
    const expires = new Date(Date.now() + 5000);
    expect(create(create({ expires, path: "/foo" }))).toMatchObject({ expires, path: "/foo" });
  });

  test("as JSON it is what stores keep", () => {
    const expires = new Date(Date.now() + 5000);
    const cookie = create({ expires, secure: true, sameSite: "lax", domain: "example.org" });
    expect(JSON.parse(JSON.stringify(cookie))).toEqual({
      originalMaxAge: cookie.originalMaxAge,
      expires: expires.toISOString(),
      secure: true,
      httpOnly: true,
      domain: "example.org",
      path: "/",
      sameSite: "lax",
    });
  });

  test("serialize() makes the header, and refuses what no cookie can be", () => {
    expect(create().serialize("name", "a value")).toBe("name=a%20value; Path=/; HttpOnly");
    expect(() => create().serialize("a name", "value")).toThrow(TypeError);
    expect(() => create({ path: "/;" }).serialize("name", "value")).toThrow("option path is invalid");
    expect(() => create({ domain: "a b" }).serialize("name", "value")).toThrow("option domain is invalid");
    expect(() => create({ priority: "urgent" }).serialize("name", "value")).toThrow(
      "option priority is invalid",
    );
    expect(() => create({ sameSite: "maybe" }).serialize("name", "value")).toThrow(
      "option sameSite is invalid",
    );
  });
}
