import type { Request } from "express";
import { getSession } from "hertz-sessions";

import { renderPage } from "../../pkg/render/render-page.ts";
import { replicaColour } from "../../pkg/render/replica-colour.ts";
import { takeNotices } from "../model/notices.ts";
import { toVisits, type SessionData } from "../model/session-user.ts";
import type { UserResponse } from "../mw/require-user.ts";

/**
 * GET /index.html: who is signed in since when, when that ends, which replica answers, and how often this page was shown.
 */
export function createHome({ replica }: { readonly replica: string }) {
  return async function home(req: Request, res: UserResponse): Promise<void> {
    const session = await getSession<SessionData>(req);
    // update() and not get() and set(): requests that two replicas serve at once must both count.
    const visits = await session.update("visits", (count) => toVisits(count) + 1);
    const notices = await takeNotices(session);
    const { username, signedInAt } = res.locals.user;
    renderPage(res, "index", {
      username,
      signedInAt,
      endsAt: session.expiresAt.toISOString(),
      visits,
      replica,
      replicaColour: replicaColour(replica),
      notices,
    });
  };
}
