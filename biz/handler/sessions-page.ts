import type { Request } from "express";
import { getSession } from "hertz-sessions";

import { showDevices } from "../account/show-devices.ts";
import type { UserSessions } from "../account/user-sessions.ts";
import { emptyForm } from "../model/form-state.ts";
import { takeNotices } from "../model/notices.ts";
import type { UserResponse } from "../mw/require-user.ts";

/** GET /sessions.html: where the user is signed in. */
export function createSessionsPage({ sessions }: { readonly sessions: UserSessions }) {
  return async function sessionsPage(req: Request, res: UserResponse): Promise<void> {
    const session = await getSession(req);
    const notices = await takeNotices(session);
    await showDevices({ sessions, session }, res, { form: emptyForm, notices });
  };
}
