import type { RequestHandler } from "express";

import { paths } from "../../pkg/consts/paths.ts";

/** GET /: leads to the home page. */
export const root: RequestHandler = (_req, res) => {
  res.redirect(302, paths.home);
};
