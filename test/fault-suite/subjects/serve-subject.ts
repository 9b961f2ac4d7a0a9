import type { AddressInfo } from "node:net";

import express from "express";
import type { Express, Request, RequestHandler } from "express";

import type { SubjectReport } from "./order.ts";

/** What a subject does with the session of a request. Each answers, or passes its error on. */
export interface SubjectRoutes {
  /** Whatever the library's documentation mounts. */
  readonly use: RequestHandler;
  /** Signs in, with a new id. */
  readonly login: RequestHandler;
  /** Stores the number of the request. */
  readonly write: RequestHandler;
  /** Answers `{ user, n }`, or 401. */
  readonly read: RequestHandler;
  /** Ends the session. */
  readonly logout: RequestHandler;
}

/** The same application for every subject, on a port of its own. */
export function serveSubject({ use, login, write, read, logout }: SubjectRoutes): void {
  let unhandledRejections = 0;
  process.on("unhandledRejection", () => {
    unhandledRejections += 1;
  });
  const app: Express = express();
  app.set("env", "test"); // the final handler then prints no errors
  app.get("/health", (_req, res) => {
    res.end("ok");
  });
  app.use(use);
  app.post("/login", login);
  app.post("/write", write);
  app.get("/read", read);
  app.post("/logout", logout);
  const server = app.listen(0, "127.0.0.1", () => {
    tell({ port: (server.address() as AddressInfo).port });
  });
  process.on("message", () => tell({ unhandledRejections }));
  process.once("disconnect", () => process.exit(0));
}

/** A query parameter. */
export function queryOf(req: Request, name: string): string {
  const value = req.query[name];
  return typeof value === "string" ? value : "";
}

function tell(report: SubjectReport): void {
  process.send?.(report);
}
