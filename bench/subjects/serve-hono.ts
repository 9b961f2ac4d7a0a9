import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import { announce } from "./announce.ts";
import { routesOf } from "./subject.ts";
import type { Subject } from "./subject.ts";

/** Serves a subject with Hono on Node.js, behind its session middleware. */
export function serveHono(subject: Subject<Context>, ...middleware: MiddlewareHandler[]): void {
  const app = new Hono();
  for (const each of middleware) app.use("*", each);
  for (const { method, path, answer } of routesOf(subject)) {
    app[method](path, async (context) => {
      const { status, body } = await answer(context);
      return context.json(body, status);
    });
  }
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => announce(server));
}
