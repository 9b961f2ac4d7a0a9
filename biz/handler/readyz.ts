import type { RequestHandler } from "express";

import type { Logger } from "../../pkg/logger/create-logger.ts";
import type { CheckRedis } from "../dal/redis-health.ts";

export interface ReadyzDeps {
  readonly checkRedis: CheckRedis;
  /** Aborted when the process begins to end. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}

/**
 * GET /readyz: 200 when requests may be sent here, else 503 and why: Redis does not answer, or the process is about to
 * end. The log gets a line when the answer changes, and not one for each question.
 */
export function createReadyz({ checkRedis, stopping, logger }: ReadyzDeps): RequestHandler {
  let lastReason: string | undefined;
  return async function readyz(_req, res) {
    const reason = stopping.aborted ? "The process is about to end" : await checkRedis();
    if (reason !== lastReason) {
      lastReason = reason;
      if (reason === undefined) logger.info("ready again");
      else logger.warn({ reason }, "not ready");
    }
    res.set("Cache-Control", "no-store");
    if (reason === undefined) res.json({ status: "ready" });
    else res.status(503).json({ status: "unavailable", reason });
  };
}
