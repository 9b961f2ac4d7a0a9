import { once } from "node:events";
import type { AddressInfo } from "node:net";

import express from "express";
import type { Express, Request, RequestHandler } from "express";

import type { SubjectOrder, SubjectReport } from "./order.ts";

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

/** Lets an application listen. Resolves with its port. */
export type Listen = (app: Express, port: number) => Promise<number>;

/** The same application for every subject, on a port of its own. */
export async function serveSubject(
  { use, login, write, read, logout }: SubjectRoutes,
  { port = 0 }: SubjectOrder,
  listen: Listen = listenPlainly,
): Promise<void> {
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
  process.on("message", () => tell({ unhandledRejections }));
  process.once("disconnect", () => process.exit(0));
  tell({ port: await listen(app, port) });
}

/** As Express's documentation has it. */
async function listenPlainly(app: Express, port: number): Promise<number> {
  const server = app.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A query parameter. */
export function queryOf(req: Request, name: string): string {
  const value = req.query[name];
  return typeof value === "string" ? value : "";
}

function tell(report: SubjectReport): void {
  process.send?.(report);
}
