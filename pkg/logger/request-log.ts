import type { RequestHandler } from "express";

import type { Logger } from "./create-logger.ts";
import { requestIdOf } from "./request-id.ts";
import { giveLogger } from "./request-logger.ts";

/**
 * Gives each request an id, which the answer says in `X-Request-Id`, and a logger that writes it (`loggerOf`); and writes one
 * line for each when it ends: id, method, path, status and milliseconds. The query is left out, and so are headers
 * and bodies: they hold cookies and passwords.
 */
export function requestLog(logger: Logger): RequestHandler {
  return function logRequest(req, res, next) {
    const startedAt = performance.now();
    const requestId = requestIdOf(req);
    res.set("X-Request-Id", requestId);
    const child = logger.child({ requestId });
    giveLogger(req, child);
    // "close" comes once for every response, also for one that the client did not wait for.
    res.once("close", () => {
      const ms = Math.round((performance.now() - startedAt) * 10) / 10;
      const { method } = req;
      const path = withoutQuery(req.originalUrl);
      const status = res.statusCode;
      if (res.writableFinished) child.info({ method, path, status, ms }, "request");
      else child.info({ method, path, ms }, "request aborted");
    });
    next();
  };
}

function withoutQuery(url: string): string {
  const end = url.indexOf("?");
  return end === -1 ? url : url.slice(0, end);
}
