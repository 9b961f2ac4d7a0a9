import express from "express";
import type { Request, RequestHandler, Response } from "express";
import { announce } from "./announce.ts";
import { routesOf } from "./subject.ts";
import type { Subject } from "./subject.ts";

/** What a subject on Express is given of each request. */
export interface ExpressContext {
  readonly request: Request;
  readonly response: Response;
}

/** Serves a subject with Express as it comes, behind its session middleware. */
export function serveExpress(subject: Subject<ExpressContext>, ...middleware: RequestHandler[]): void {
  const app = express();
  if (middleware.length > 0) app.use(...middleware);
  for (const { method, path, answer } of routesOf(subject)) {
    app[method](path, async (request, response) => {
      const { status, body } = await answer({ request, response });
      response.status(status).json(body);
    });
  }
  const server = app.listen(0, "127.0.0.1", () => announce(server));
}
