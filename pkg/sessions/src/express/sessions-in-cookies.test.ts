import { describe, expect, it } from "vitest";
import { CookieStore } from "../cookie/cookie-store.ts";
import { sessions } from "./sessions.ts";

const store = new CookieStore({ secrets: ["a secret of the tests, long enough"] });

describe("sessions() with a CookieStore", () => {
  it("takes several names", () => {
    expect(sessions(["a", "b", "a.3"], store)).toBeTypeOf("function");
  });

  it.each(["a.1", "a.2"])("refuses the names a and %s, which would share a cookie", (name) => {
    expect(() => sessions(["a", name], store)).toThrow(
      `The sessions a and ${name} would share the cookie ${name}`,
    );
    expect(() => sessions([name, "a"], store)).toThrow(
      `The sessions ${name} and a would share the cookie ${name}`,
    );
  });

  it("refuses a name with more than 256 characters, and one that needs attributes which the store's cookie has not", () => {
    expect(sessions("a".repeat(256), store)).toBeTypeOf("function");
    expect(() => sessions("a".repeat(257), store)).toThrow(
      "A session's name may have 256 characters, found 257",
    );
    expect(() => sessions("__Host-a", store)).toThrow("needs secure: true");
  });
});
