import type { Request, RequestHandler, Response } from "express";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const methods = new Set(["GET", "HEAD", "POST"]);

/**
 * Counts requests by method, route and status, and measures how long they take.
 *
 * The labels take few values whatever clients send: the routes that there are, the folders given (as `/static`), and
 * "other".
 */
export function requestMetrics(registry: Registry, folders: readonly string[] = []): RequestHandler {
  const registers = [registry];
  const inFlight = new Gauge({
    name: "http_requests_in_flight",
    help: "Requests that are under way",
    registers,
  });
  const total = new Counter({
    name: "http_requests_total",
    help: "Requests that were answered; status is 0 for those that the client gave up",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the head of a request to the end of its answer",
    labelNames: ["method", "route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  return function countRequest(req, res, next) {
    const startedAt = performance.now();
    inFlight.inc();
    res.once("close", () => {
      inFlight.dec();
      const method = methods.has(req.method) ? req.method : "other";
      const route = routeOf(req, folders);
      total.inc({ method, route, status: res.writableFinished ? res.statusCode : 0 });
      // An event stream lasts until somebody ends it, and nobody waits for that.
      if (!isEventStream(res)) duration.observe({ method, route }, (performance.now() - startedAt) / 1000);
    });
    next();
  };
}

/** `/api/session`, also when a router in between has passed the request on to the error handler. */
function routeOf(req: Request, folders: readonly string[]): string {
  const asked = req.originalUrl.replace(/\?.*$/s, "").toLowerCase();
  const path: unknown = (req.route as { path?: unknown } | undefined)?.path;
  if (typeof path === "string") return asked.endsWith(path) ? asked : path;
  return folders.find((folder) => asked.startsWith(`${folder}/`)) ?? "other";
}

function isEventStream(res: Response): boolean {
  return String(res.getHeader("Content-Type")).startsWith("text/event-stream");
}
