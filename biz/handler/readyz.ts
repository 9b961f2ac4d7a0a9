import type { RequestHandler } from "express";

import type { Logger } from "../../pkg/logger/create-logger.ts";

export interface ReadyzDeps {
  readonly pingRedis: () => Promise<void>;
  readonly logger: Logger;
}

/** GET /readyz: 200 when Redis answers, so that requests may be sent here, else 503. */
export function createReadyz({ pingRedis, logger }: ReadyzDeps): RequestHandler {
  return async function readyz(_req, res) {
    try {
      await pingRedis();
      res.json({ status: "ready" });
    } catch (error) {
      logger.warn({ err: error }, "not ready");
      res.status(503).json({ status: "unavailable", reason: "Redis does not answer" });
    }
  };
}
