import { describe, expect, it } from "vitest";

import { refusedForm } from "./form-state.ts";
import { registerFormSchema } from "./register-form.ts";

describe("refusedForm()", () => {
  it("keeps the typed username and e-mail address, and never the password", () => {
    const body = { username: "ada", email: "ada@", password: "hunter22" };
    expect(refusedForm("no", body)).toEqual({
      alert: "no",
      values: { username: "ada", email: "ada@" },
      errors: {},
    });
  });

  it.each([undefined, null, "text", 5, ["ada"]])("keeps nothing of a body that is %s", (body) => {
    expect(refusedForm("no", body).values).toEqual({});
  });

  it("keeps no array and no object", () => {
    expect(refusedForm("no", { username: ["a", "b"], email: { a: 1 } }).values).toEqual({});
  });

  it("puts what is wrong under the name of each field", () => {
    const body = { username: "", password: "a longer one" };
    const { error } = registerFormSchema.safeParse(body);
    expect(refusedForm("no", body, error).errors).toEqual({
      username: ["Enter a username"],
      email: ["Enter an e-mail address"],
    });
  });
});
