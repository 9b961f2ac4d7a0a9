import type { Request } from "express";
import { getSession } from "hertz-sessions";

import { toVisits, type SessionData } from "../model/session-user.ts";
import type { UserResponse } from "../mw/require-user.ts";

/** GET /api/session: the session as this replica sees it. It writes nothing and counts no visit. */
export function createApiSession({ replica }: { readonly replica: string }) {
  return async function apiSession(req: Request, res: UserResponse): Promise<void> {
    const session = await getSession<SessionData>(req);
    res.set("Cache-Control", "no-store").json({
      username: res.locals.user.username,
      visits: toVisits(session.get("visits")),
      replica,
      session: { handle: session.handle, createdAt: session.createdAt, expiresAt: session.expiresAt },
    });
  };
}
