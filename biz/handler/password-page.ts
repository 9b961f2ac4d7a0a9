import type { Request } from "express";
import { getSession } from "hertz-sessions";

import { renderPage } from "../../pkg/render/render-page.ts";
import { emptyForm } from "../model/form-state.ts";
import { takeNotices } from "../model/notices.ts";
import type { UserResponse } from "../mw/require-user.ts";

/** GET /password.html: the form that changes the password. */
export async function passwordPage(req: Request, res: UserResponse): Promise<void> {
  const notices = await takeNotices(await getSession(req));
  renderPage(res, "password", { form: emptyForm, notices });
}
