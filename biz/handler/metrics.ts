import type { RequestHandler } from "express";
import type { Registry } from "prom-client";

/**
 * GET /metrics: the numbers of this replica, as Prometheus reads them. Only for who asks the replica itself: 404 to a
 * request that came through a proxy.
 */
export function createMetricsHandler(registry: Registry): RequestHandler {
  return async function metrics(req, res, next) {
    if (req.headers["x-forwarded-for"] !== undefined) {
      next();
      return;
    }
    res.set("Content-Type", registry.contentType).set("Cache-Control", "no-store");
    res.send(await registry.metrics());
  };
}
