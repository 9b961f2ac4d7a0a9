import type { RequestHandler } from "express";
import { getSession } from "hertz-sessions";

import { renderPage } from "../../pkg/render/render-page.ts";
import { sameSitePath } from "../../pkg/render/same-site-path.ts";
import { emptyForm } from "../model/form-state.ts";
import { takeNotices } from "../model/notices.ts";

/** GET /login.html: the form, which remembers where the visitor was going, and the messages that were left. */
export const loginPage: RequestHandler = async (req, res) => {
  const notices = await takeNotices(await getSession(req));
  const next = sameSitePath(req.query["next"]);
  const form = next === null ? emptyForm : { ...emptyForm, values: { next } };
  renderPage(res, "login", { form, notices });
};
