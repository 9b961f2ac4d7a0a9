import { Router } from "express";

import { createApiSession } from "../handler/api-session.ts";
import { createClusterEvents, type ClusterEventsDeps } from "../handler/cluster-events.ts";
import { requireUser } from "../mw/require-user.ts";

export interface ApiRouterDeps extends ClusterEventsDeps {
  readonly replica: string;
}

/** What programs ask; mounted under /api. */
export function createApiRouter(deps: ApiRouterDeps): Router {
  const router = Router();
  router.get("/session", requireUser, createApiSession(deps));
  router.get("/cluster", requireUser, createClusterEvents(deps));
  return router;
}
