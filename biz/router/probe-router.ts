import { Router } from "express";

import { healthz } from "../handler/healthz.ts";
import { ping } from "../handler/ping.ts";
import { createReadyz, type ReadyzDeps } from "../handler/readyz.ts";

/** What machines ask, every few seconds: no session, no log line. */
export function createProbeRouter(deps: ReadyzDeps): Router {
  const router = Router();
  router.get("/ping", ping);
  router.get("/healthz", healthz);
  router.get("/readyz", createReadyz(deps));
  return router;
}
