import type { Request } from "express";
import { getSession, isSessionError } from "hertz-sessions";

import { messages } from "../../pkg/consts/messages.ts";
import { paths } from "../../pkg/consts/paths.ts";
import { seeOther } from "../../pkg/render/redirect.ts";
import { renderPage } from "../../pkg/render/render-page.ts";
import { confirmPassword, type ConfirmPasswordDeps } from "../account/confirm-password.ts";
import type { UserSessions } from "../account/user-sessions.ts";
import { emptyForm, refusedFields, refusedForm, type FormState } from "../model/form-state.ts";
import { passwordFormSchema } from "../model/password-form.ts";
import type { UserResponse } from "../mw/require-user.ts";

export interface PasswordDeps extends ConfirmPasswordDeps {
  readonly sessions: UserSessions;
}

/** POST /password: changes the password, gives this session a new id, and signs out every other device. */
export function createPassword(deps: PasswordDeps) {
  const { users, passwords } = deps;
  return async function password(req: Request, res: UserResponse): Promise<void> {
    const body: unknown = req.body ?? {};
    const form = passwordFormSchema.safeParse(body);
    if (!form.success) {
      refuse(res, 400, refusedForm(messages.illegalFormat, body, form.error));
      return;
    }
    const user = await confirmPassword(deps, res.locals.user, form.data.current);
    if (user === null) {
      refuse(res, 403, refusedFields(body, { current: messages.wrongPassword }));
      return;
    }
    const isReplaced = await users.replacePasswordHash(user, await passwords.hash(form.data.password));
    if (isReplaced) await endOtherSessions(deps.sessions, req, res);
    else refuse(res, 409, { ...emptyForm, alert: messages.passwordChangedElsewhere });
  };
}

async function endOtherSessions(sessions: UserSessions, req: Request, res: UserResponse): Promise<void> {
  const session = await getSession(req);
  try {
    await session.regenerate();
    await sessions.revoke(res.locals.user.userId, { except: session.handle });
    session.addFlash(messages.passwordChanged);
    await session.save();
  } catch (error) {
    if (!isSessionError(error) || isSessionError(error, "ERR_SESSION_GONE")) throw error;
    // The new password stands: a plain 503 would make its user try the old one.
    refuse(res, 503, { ...emptyForm, alert: messages.othersStillSignedIn });
    return;
  }
  seeOther(res, paths.home);
}

function refuse(res: UserResponse, status: number, form: FormState): void {
  renderPage(res, "password", { form, notices: [] }, status);
}
