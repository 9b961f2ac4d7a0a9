import { describe, expect, it } from "vitest";

import { loginFormSchema } from "./login-form.ts";
import { registerFormSchema } from "./register-form.ts";

const legal = { username: "ada", email: "ada@example.com", password: "correct horse" };

describe("registerFormSchema", () => {
  it("removes the spaces around username and e-mail address, and keeps those of the password", () => {
    expect(
      registerFormSchema.parse({ username: " ada ", email: " ada@example.com ", password: " 8 bytes " }),
    ).toEqual({
      username: "ada",
      email: "ada@example.com",
      password: " 8 bytes ",
    });
  });

  it("makes one spelling of a letter that Unicode spells in two ways", () => {
    const [composed, decomposed] = ["Ren\u00e9", "Rene\u0301"].map((text) =>
      registerFormSchema.parse({ ...legal, username: text, password: `${text}-password` }),
    );
    expect(composed).toEqual(decomposed);
  });

  it.each([
    ["an absent field", { username: undefined }, "Enter a username"],
    ["an array", { username: ["a", "b"] }, "Enter a username once, as text"],
    ["an object", { password: { $ne: "" } }, "Enter a password once, as text"],
    ["spaces alone", { username: "   " }, "Enter a username"],
    ["a username of 65 characters", { username: "u".repeat(65) }, "A username has at most 64 characters"],
    ["a control character", { username: "a\u0000b" }, "A username has no control characters"],
    [
      "a character that turns the writing direction",
      { username: "a\u202eb" },
      "A username has no control characters",
    ],
    ["a line separator", { username: "a\u2028b" }, "A username has no control characters"],
    ["an address without a name", { email: "@example.com" }, "This is not an e-mail address"],
    [
      "an address of 255 characters",
      { email: `${"e".repeat(243)}@example.com` },
      "An e-mail address has at most 254",
    ],
    ["a password of 7 bytes", { password: "k7#mQ2x" }, "A password has at least 8 bytes"],
    ["a password of 73 bytes", { password: "x".repeat(73) }, "A password has at most 72 bytes"],
    [
      "a password of 72 characters and 73 bytes",
      { password: `${"x".repeat(71)}é` },
      "A password has at most 72 bytes",
    ],
    ["a password with a NUL", { password: "k7#mQ2xw\u0000" }, "A password has no NUL character"],
  ])("refuses %s", (_what, change, problem) => {
    const result = registerFormSchema.safeParse({ ...legal, ...change });
    expect(result.error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(problem)]);
  });
});

describe("loginFormSchema", () => {
  it.each([
    ["the shortest", { username: "u", password: "k7#mQ2xw" }],
    ["the longest", { username: "u".repeat(64), password: "é".repeat(36) }],
    ["30 characters", { username: "u".repeat(30), password: "p".repeat(30) }],
    ["letters of all the world", { username: "Ада Лавлейс 爱达", password: "пароль-пароль" }],
  ])("accepts what registration accepts: %s", (_what, change) => {
    const registered = registerFormSchema.parse({ ...legal, ...change });
    expect(loginFormSchema.parse(change)).toEqual({
      username: registered.username,
      password: registered.password,
    });
  });

  it("refuses a password of 73 bytes by the same words as registration", () => {
    const result = loginFormSchema.safeParse({ username: "ada", password: "x".repeat(73) });
    expect(result.error?.issues[0]?.message).toContain("A password has at most 72 bytes");
  });
});
