import { Router } from "express";

import { createApiSession } from "../handler/api-session.ts";
import { requireUser } from "../mw/require-user.ts";

/** What programs ask; mounted under /api. */
export function createApiRouter(deps: { readonly replica: string }): Router {
  const router = Router();
  router.get("/session", requireUser, createApiSession(deps));
  return router;
}
