import type { Session } from "hertz-sessions";

import { renderPage } from "../../pkg/render/render-page.ts";
import { toDevices } from "../model/device.ts";
import type { FormState } from "../model/form-state.ts";
import type { SessionData } from "../model/session-user.ts";
import type { UserResponse } from "../mw/require-user.ts";
import type { UserSessions } from "./user-sessions.ts";

/** What stands on the page around the list. */
export interface DevicesPage {
  readonly form: FormState;
  readonly notices: readonly string[];
}

/** Answers with the page of the user's devices. */
export async function showDevices(
  { sessions, session }: { readonly sessions: UserSessions; readonly session: Pick<Session, "handle"> },
  res: UserResponse,
  page: DevicesPage,
  status = 200,
): Promise<void> {
  const listed = await sessions.sessionsOf<SessionData>(res.locals.user.userId);
  renderPage(res, "sessions", { ...page, devices: toDevices(listed, session.handle) }, status);
}
