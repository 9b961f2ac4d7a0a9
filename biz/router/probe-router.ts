import { Router } from "express";

import type { Registry } from "prom-client";

import { healthz } from "../handler/healthz.ts";
import { createMetricsHandler } from "../handler/metrics.ts";
import { ping } from "../handler/ping.ts";
import { createReadyz, type ReadyzDeps } from "../handler/readyz.ts";

export interface ProbeRouterDeps extends ReadyzDeps {
  readonly metrics: Registry;
}

/** What machines ask, every few seconds: no session, no log line. */
export function createProbeRouter(deps: ProbeRouterDeps): Router {
  const router = Router();
  router.get("/ping", ping);
  router.get("/healthz", healthz);
  router.get("/readyz", createReadyz(deps));
  router.get("/metrics", createMetricsHandler(deps.metrics));
  return router;
}
