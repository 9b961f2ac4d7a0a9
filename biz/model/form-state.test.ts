import { describe, expect, it } from "vitest";
import { ZodError } from "zod";

import { refusedFields, refusedForm } from "./form-state.ts";
import { registerFormSchema } from "./register-form.ts";

describe("refusedFields()", () => {
  it("keeps the typed username and e-mail address, and never the password", () => {
    const body = { username: "ada", email: "ada@", password: "hunter22" };
    expect(refusedFields(body, { username: "no" })).toEqual({
      alert: null,
      values: { username: "ada", email: "ada@" },
      errors: { username: ["no"] },
    });
  });

  it.each([undefined, null, "text", 5, ["ada"]])("keeps nothing of a body that is %s", (body) => {
    expect(refusedFields(body, {}).values).toEqual({});
  });

  it("keeps no array and no object", () => {
    expect(refusedFields({ username: ["a", "b"], email: { a: 1 } }, {}).values).toEqual({});
  });
});

describe("refusedForm()", () => {
  it("puts what is wrong under the name of each field", () => {
    const body = { username: "", password: "a longer one" };
    const { error = new ZodError([]) } = registerFormSchema.safeParse(body);
    expect(refusedForm("no", body, error)).toMatchObject({
      alert: "no",
      errors: { username: ["Enter a username"], email: ["Enter an e-mail address"] },
    });
  });
});
