import { parse } from "cookie";
import { doubleCsrf } from "csrf-csrf";
import type { Request, RequestHandler, Response } from "express";
import { getSession, type Session } from "hertz-sessions";

import { readSessionUser, type SessionData } from "../model/session-user.ts";
import { ForgedFormError } from "./form-errors.ts";
import { isFromElsewhere } from "./same-origin.ts";

export interface CsrfOptions {
  readonly cookieName: string;
  /** Newest first; a token that an older one signed is good still. */
  readonly secrets: readonly string[];
  /** Whether the cookie may only travel over HTTPS; "auto" lets each request decide. */
  readonly secure: boolean | "auto";
  readonly publicOrigin: string | null;
}

/** Protection against forms that another site sends. */
export interface Csrf {
  /** Lets the views call `csrfToken()`. */
  readonly provide: RequestHandler;
  /** Lets only forms of this site pass, and does the same as `provide` for the page that answers. */
  readonly protect: RequestHandler;
}

/**
 * A token in each form, the same in a signed cookie: another site can read neither. The signature covers the session once
 * somebody is signed in, so that a token from before the login is worth nothing after it. Nothing is stored, and
 * without a session nothing expires: a login page may be left open for hours.
 */
export function createCsrf({ cookieName, secrets, secure, publicOrigin }: CsrfOptions): Csrf {
  const { generateCsrfToken, validateRequest } = doubleCsrf({
    getSecret: () => [...secrets],
    getSessionIdentifier: (req) => whoseForm(req.res),
    cookieName,
    cookieOptions: { sameSite: "lax", path: "/", httpOnly: true },
    getCsrfTokenFromRequest: ({ body }) => tokenIn(body),
  });

  async function prepare(req: Request, res: Response): Promise<void> {
    req.cookies = parse(req.get("Cookie") ?? "");
    res.locals["session"] = await getSession<SessionData>(req);
    const cookieOptions = { secure: secure === "auto" ? req.secure : secure };
    res.locals["csrfToken"] = () => generateCsrfToken(req, res, { cookieOptions });
  }

  return {
    provide: async function provideCsrfToken(req, res, next) {
      await prepare(req, res);
      next();
    },
    protect: async function protectFromForgery(req, res, next) {
      if (isFromElsewhere(req, publicOrigin)) throw new ForgedFormError("another site");
      await prepare(req, res);
      if (!validateRequest(req)) throw new ForgedFormError("somebody without its token");
      next();
    },
  };
}

/** Asked again each time: the id of the session changes within a request. */
function whoseForm(res: Response | undefined): string {
  const session = res?.locals["session"] as Session<SessionData>;
  return readSessionUser(session) === null ? "anonymous" : session.handle;
}

function tokenIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("csrf" in body)) return undefined;
  return typeof body.csrf === "string" ? body.csrf : undefined;
}
