import type { RequestHandler, Response } from "express";
import { getSession, type Session } from "hertz-sessions";

import { messages } from "../../pkg/consts/messages.ts";
import { paths } from "../../pkg/consts/paths.ts";
import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { seeOther } from "../../pkg/render/redirect.ts";
import { renderPage } from "../../pkg/render/render-page.ts";
import type { UserRepository } from "../dal/user-repository.ts";
import { refusedForm, type FormState } from "../model/form-state.ts";
import { loginFormSchema } from "../model/login-form.ts";
import type { SessionData } from "../model/session-user.ts";
import type { User } from "../model/user.ts";

export interface LoginDeps {
  readonly users: UserRepository;
  readonly passwords: PasswordHasher;
}

/** POST /login: checks the password, gives the session a new id and a user, then leads to the home page. */
export function createLogin({ users, passwords }: LoginDeps): RequestHandler {
  return async function login(req, res) {
    const body: unknown = req.body ?? {};
    const form = loginFormSchema.safeParse(body);
    if (!form.success) {
      refuse(res, 400, refusedForm(messages.illegalFormat, body, form.error));
      return;
    }
    const session = await getSession<SessionData>(req);
    const user = await users.findByUsername(form.data.username);
    const matches = await passwords.verify(form.data.password, user?.passwordHash ?? null);
    if (user === null || !matches) {
      refuse(res, 401, refusedForm(messages.wrongCredentials, body));
      return;
    }
    await signIn(session, user);
    seeOther(res, paths.home);
  };
}

function refuse(res: Response, status: number, form: FormState): void {
  renderPage(res, "login", { form, notices: [] }, status);
}

async function signIn(session: Session<SessionData>, user: User): Promise<void> {
  // Nothing of whoever used this browser before.
  session.clear();
  session.set("userId", user.id);
  session.set("username", user.username);
  session.set("signedInAt", new Date().toISOString());
  // Against session fixation: whoever knew the id before does not know the one that is signed in. The keys
  // come first, so that a stored session changes its id and gains its user in the same step; save() stores a
  // new one.
  await session.regenerate();
  await session.save();
}
