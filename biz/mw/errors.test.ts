import express from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";

import { logLines } from "../../test/support/log-lines.ts";
import { createLogger } from "../../pkg/logger/create-logger.ts";
import { errorHandler } from "./errors.ts";

describe("errorHandler()", () => {
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
