import type { NextFunction, Request, Response } from "express";
import { getSession } from "hertz-sessions";

import { messages } from "../../pkg/consts/messages.ts";
import { sendToLogin } from "../../pkg/render/redirect.ts";
import { wantsJson } from "../../pkg/render/wants-json.ts";
import { readSessionUser, type SessionData, type SessionUser } from "../model/session-user.ts";

/** The response of a handler behind requireUser. */
export type UserResponse = Response<unknown, { user: SessionUser }>;

/**
 * Lets only signed-in visitors pass, as `res.locals.user`; sends others to the login page, and programs a
 * 401.
 */
export async function requireUser(req: Request, res: UserResponse, next: NextFunction): Promise<void> {
  const user = readSessionUser(await getSession<SessionData>(req));
  if (user !== null) {
    res.locals.user = user;
    next();
  } else if (wantsJson(req)) {
    res.status(401).set("Cache-Control", "no-store").json({ error: messages.loginFirst });
  } else {
    sendToLogin(res);
  }
}
