import type { RequestHandler } from "express";

import { renderPage } from "../../pkg/render/render-page.ts";
import { emptyForm } from "../model/form-state.ts";

/** GET /register.html: the empty form. */
export const registerPage: RequestHandler = (_req, res) => {
  renderPage(res, "register", { form: emptyForm });
};
