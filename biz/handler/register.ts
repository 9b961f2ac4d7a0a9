import type { RequestHandler } from "express";
import { getSession } from "hertz-sessions";

import { messages } from "../../pkg/consts/messages.ts";
import { paths } from "../../pkg/consts/paths.ts";
import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { seeOther } from "../../pkg/render/redirect.ts";
import { renderPage } from "../../pkg/render/render-page.ts";
import { addressKey } from "../account/login-attempt.ts";
import { UserExistsError, type UniqueField } from "../dal/user-errors.ts";
import type { UserRepository } from "../dal/user-repository.ts";
import type { AttemptCounter } from "../model/attempt-limits.ts";
import { refusedFields, refusedForm } from "../model/form-state.ts";
import { registerFormSchema } from "../model/register-form.ts";

export interface RegisterDeps {
  readonly users: UserRepository;
  readonly passwords: PasswordHasher;
  readonly attempts: AttemptCounter;
}

/** What stands beside a field whose text belongs to somebody. */
const taken: Readonly<Record<UniqueField, string>> = {
  username: messages.userExists,
  email: messages.emailExists,
};

/** POST /register: adds the user, then leads to the login page. It does not sign in. */
export function createRegister({ users, passwords, attempts }: RegisterDeps): RequestHandler {
  return async function register(req, res) {
    const body: unknown = req.body ?? {};
    const form = registerFormSchema.safeParse(body);
    if (!form.success) {
      renderPage(res, "register", { form: refusedForm(messages.illegalFormat, body, form.error) }, 400);
      return;
    }
    await attempts.take("registration", addressKey(req.ip ?? ""));
    const session = await getSession(req);
    const { username, email, password } = form.data;
    try {
      await users.create({ username, email, passwordHash: await passwords.hash(password) });
    } catch (error) {
      if (!(error instanceof UserExistsError)) throw error;
      const problems = error.taken.map((field) => [field, taken[field]] as const);
      const refused = refusedFields(body, Object.fromEntries(problems));
      renderPage(res, "register", { form: refused }, 409);
      return;
    }
    session.addFlash(messages.registered);
    await session.save();
    seeOther(res, paths.login);
  };
}
