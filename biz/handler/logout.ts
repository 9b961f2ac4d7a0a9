import type { RequestHandler } from "express";
import { getSession } from "hertz-sessions";

import { paths } from "../../pkg/consts/paths.ts";
import { forgetPages } from "../../pkg/render/forget-pages.ts";
import { seeOther } from "../../pkg/render/redirect.ts";

/** POST /logout: ends the session, on every replica at once, then leads to the login page. */
export const logout: RequestHandler = async (req, res) => {
  const session = await getSession(req);
  await session.destroy();
  forgetPages(res);
  seeOther(res, paths.login);
};
