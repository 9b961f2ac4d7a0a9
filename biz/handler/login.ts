import type { RequestHandler, Response } from "express";
import { getSession } from "hertz-sessions";

import { messages } from "../../pkg/consts/messages.ts";
import { paths } from "../../pkg/consts/paths.ts";
import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { sameSitePath } from "../../pkg/render/same-site-path.ts";
import { seeOther } from "../../pkg/render/redirect.ts";
import { renderPage } from "../../pkg/render/render-page.ts";
import { readCredentials } from "../account/read-credentials.ts";
import { startSession } from "../account/start-session.ts";
import type { UserSessions } from "../account/user-sessions.ts";
import type { UserRepository } from "../dal/user-repository.ts";
import { refusedForm, type FormState } from "../model/form-state.ts";
import { loginFormSchema } from "../model/login-form.ts";
import type { SessionData } from "../model/session-user.ts";

export interface LoginDeps {
  readonly users: UserRepository;
  readonly sessions: UserSessions;
  readonly passwords: PasswordHasher;
}

/** POST /login: checks the password, gives the session a new id and a user, then leads where the visitor was going. */
export function createLogin({ users, sessions, passwords }: LoginDeps): RequestHandler {
  return async function login(req, res) {
    const body: unknown = req.body ?? {};
    const form = loginFormSchema.safeParse(body);
    if (!form.success) {
      refuse(res, 400, refusedForm(messages.illegalFormat, body, form.error));
      return;
    }
    const session = await getSession<SessionData>(req);
    const { user, mark } = await readCredentials({ users, sessions }, form.data.username);
    const matches = await passwords.verify(form.data.password, user?.passwordHash ?? null);
    if (user === null || !matches) {
      refuse(res, 401, refusedForm(messages.wrongCredentials, body));
      return;
    }
    await startSession(req, session, { user, mark });
    seeOther(res, sameSitePath(form.data.next) ?? paths.home);
  };
}

function refuse(res: Response, status: number, form: FormState): void {
  renderPage(res, "login", { form, notices: [] }, status);
}
