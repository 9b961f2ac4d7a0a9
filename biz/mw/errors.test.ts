import express from "express";
import request from "supertest";
import { SessionStoreError } from "hertz-sessions";
import { afterEach, describe, expect, it, vi } from "vitest";

import { logLines } from "../../test/support/log-lines.ts";
import { createLogger } from "../../pkg/logger/create-logger.ts";
import { errorHandler } from "./errors.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** An app that answers each request with this error, and the log of it. */
function createFailingApp(error: Error) {
  const { destination, lines } = logLines();
  const app = express();
  app.use(() => {
    throw error;
  });
  app.use(errorHandler(createLogger({ level: "info", replica: "app-1", destination })));
  return { app, lines };
}

describe("errorHandler()", () => {
  it("writes one warning a second without a stack for requests that a store cannot serve, and says how many had none", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const cause = new Error("READONLY You can't write against a read only replica.");
    const failure = new SessionStoreError("ERR_SESSION_STORE_FAILED", "merge", "Redis failed", { cause });
    const { app, lines } = createFailingApp(failure);
    for (let count = 0; count < 50; count += 1) await request(app).get("/api/session");
    vi.advanceTimersByTime(1000);
    expect((await request(app).get("/api/session")).status).toBe(503);
    const line = {
      level: 40,
      time: expect.any(String),
      replica: "app-1",
      code: "ERR_SESSION_STORE_FAILED",
      reason: "Redis failed: READONLY You can't write against a read only replica.",
      method: "GET",
      path: "/api/session",
      status: 503,
      msg: "request not served",
    };
    expect(lines()).toEqual([
      { ...line, unlogged: 0 },
      { ...line, unlogged: 49 },
    ]);
  });

  it("writes each error with its stack that is not the store's", async () => {
    const { app, lines } = createFailingApp(new TypeError("a mistake"));
    await request(app).get("/");
    await request(app).get("/");
    const stack = expect.stringContaining("errors.test.ts") as string;
    expect(lines()).toMatchObject([
      { level: 50, err: { stack } },
      { level: 50, err: { stack } },
    ]);
  });

  it("ends the connection when half of an answer has left already", async () => {
    const { destination, line } = logLines();
    const app = express();
    app.get("/", (_req, res) => {
      res.writeHead(200, { "Content-Length": "100" }).write("half");
      throw new Error("in the middle");
    });
    app.use(errorHandler(createLogger({ level: "info", replica: "app-1", destination })));
    await expect(request(app).get("/")).rejects.toThrow("aborted");
    expect(await line("request failed")).toMatchObject({
      method: "GET",
      path: "/",
      err: { message: "in the middle" },
    });
  });
});
