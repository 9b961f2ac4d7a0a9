import type { RequestHandler } from "express";
import { getSession } from "hertz-sessions";

import { renderPage } from "../../pkg/render/render-page.ts";
import { emptyForm } from "../model/form-state.ts";
import { takeNotices } from "../model/notices.ts";

/** GET /login.html: the form, and the messages that were left for the visitor. */
export const loginPage: RequestHandler = async (req, res) => {
  const notices = await takeNotices(await getSession(req));
  renderPage(res, "login", { form: emptyForm, notices });
};
