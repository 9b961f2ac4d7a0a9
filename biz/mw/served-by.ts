import type { RequestHandler } from "express";

/** Tells on every response which replica answered. */
export function servedBy(replica: string): RequestHandler {
  return function setServedBy(_req, res, next) {
    res.set("X-Served-By", replica);
    next();
  };
}
