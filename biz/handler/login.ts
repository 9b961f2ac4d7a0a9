import type { RequestHandler, Response } from "express";
import { getSession } from "hertz-sessions";

import { messages } from "../../pkg/consts/messages.ts";
import { paths } from "../../pkg/consts/paths.ts";
import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { sameSitePath } from "../../pkg/render/same-site-path.ts";
import { seeOther } from "../../pkg/render/redirect.ts";
import { renderPage } from "../../pkg/render/render-page.ts";
import type { DeviceCookie } from "../account/device-cookie.ts";
import { admitLogin } from "../account/login-attempt.ts";
import { readCredentials } from "../account/read-credentials.ts";
import { renewHash } from "../account/renew-hash.ts";
import { startSession } from "../account/start-session.ts";
import type { UserSessions } from "../account/user-sessions.ts";
import type { UserRepository } from "../dal/user-repository.ts";
import type { AttemptCounter } from "../model/attempt-limits.ts";
import { refusedFields, refusedForm, type FormState } from "../model/form-state.ts";
import { loginFormSchema } from "../model/login-form.ts";
import type { SessionData } from "../model/session-user.ts";

export interface LoginDeps {
  readonly users: UserRepository;
  readonly sessions: UserSessions;
  readonly passwords: PasswordHasher;
  readonly attempts: AttemptCounter;
  readonly device: DeviceCookie;
}

/** POST /login: checks the password, gives the session a new id and a user, then leads where the visitor was going. */
export function createLogin({ users, sessions, passwords, attempts, device }: LoginDeps): RequestHandler {
  return async function login(req, res) {
    const body: unknown = req.body ?? {};
    const form = loginFormSchema.safeParse(body);
    if (!form.success) {
      refuse(res, 400, refusedForm(messages.illegalFormat, body, form.error));
      return;
    }
    const { username, password, next } = form.data;
    const session = await getSession<SessionData>(req);
    const deviceMark = device.read(req, username);
    const admission = await admitLogin(attempts, { username, address: req.ip ?? "", deviceMark });
    const { user, mark } = await readCredentials({ users, sessions }, username);
    const matches = await passwords.verify(password, user?.passwordHash ?? null);
    if (user === null || !matches) {
      // Whoever tries passwords must not learn which names there are: one answer, in the same place, for both.
      refuse(res, 401, refusedFields(body, { password: messages.wrongCredentials }));
      return;
    }
    await admission.succeeded();
    await renewHash({ users, passwords }, user, password);
    await startSession(req, session, { user, mark });
    device.write(req, res, username);
    seeOther(res, sameSitePath(next) ?? paths.home);
  };
}

function refuse(res: Response, status: number, form: FormState): void {
  renderPage(res, "login", { form, notices: [] }, status);
}
