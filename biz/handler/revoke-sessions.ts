import type { Request } from "express";
import { getSession, type Session } from "hertz-sessions";

import { messages } from "../../pkg/consts/messages.ts";
import { paths } from "../../pkg/consts/paths.ts";
import { forgetPages } from "../../pkg/render/forget-pages.ts";
import { seeOther } from "../../pkg/render/redirect.ts";
import { confirmPassword, type ConfirmPasswordDeps } from "../account/confirm-password.ts";
import { showDevices } from "../account/show-devices.ts";
import type { UserSessions } from "../account/user-sessions.ts";
import { refusedFields, refusedForm, type FormState } from "../model/form-state.ts";
import { revokeFormSchema } from "../model/revoke-form.ts";
import type { UserResponse } from "../mw/require-user.ts";

export interface RevokeSessionsDeps extends ConfirmPasswordDeps {
  readonly sessions: UserSessions;
}

/**
 * POST /sessions/revoke: signs out one device of the user, all others, or all, once the password has been given again: who
 * finds a browser that is signed in must not be able to shut its owner out of the others.
 */
export function createRevokeSessions(deps: RevokeSessionsDeps) {
  const { sessions } = deps;
  return async function revokeSessions(req: Request, res: UserResponse): Promise<void> {
    const body: unknown = req.body ?? {};
    const session = await getSession(req);
    const refuse = (status: number, form: FormState): Promise<void> =>
      showDevices({ sessions, session }, res, { form, notices: [] }, status);
    const form = revokeFormSchema.safeParse(body);
    if (!form.success) return refuse(400, refusedForm(messages.illegalFormat, body, form.error));
    const { user } = res.locals;
    if ((await confirmPassword(deps, user, form.data.password)) === null) {
      return refuse(403, refusedFields(body, { password: messages.wrongPassword }));
    }
    const { end } = form.data;
    if (end === "all" || end === session.handle) {
      if (end === "all") await sessions.revoke(user.userId);
      await session.destroy();
      forgetPages(res);
      seeOther(res, paths.login);
      return undefined;
    }
    session.addFlash(await endOthers(sessions, user.userId, { end, session }));
    await session.save();
    seeOther(res, paths.sessions);
    return undefined;
  };
}

/** Ends one other session of the user, or all others, and gives what to tell. */
async function endOthers(
  sessions: UserSessions,
  userId: string,
  { end, session }: { readonly end: string; readonly session: Session },
): Promise<string> {
  if (end === "others") {
    await sessions.revoke(userId, { except: session.handle });
    return messages.signedOutOthers;
  }
  const ended = await sessions.revoke(userId, { handle: end });
  return ended > 0 ? messages.signedOutOne : messages.notSignedIn;
}
