import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

import express from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";

import { logLines } from "../../test/support/log-lines.ts";
import { createLogger } from "./create-logger.ts";
import { requestLog } from "./request-log.ts";

function createLoggedApp() {
  const { destination, lines, line } = logLines();
  const app = express();
  app.use(requestLog(createLogger({ level: "info", replica: "app-1", destination })));
  app.get("/hello", (_req, res) => res.status(418).end("hi"));
  app.get("/never", () => {});
  return { app, lines, line };
}

describe("requestLog()", () => {
  it("writes one line with method, path, status and milliseconds", async () => {
    const { app, lines, line } = createLoggedApp();
    await request(app).get("/hello");
    expect(await line("request")).toMatchObject({
      method: "GET",
      path: "/hello",
      status: 418,
      ms: expect.any(Number),
      replica: "app-1",
    });
    expect(lines()).toHaveLength(1);
  });

  it("leaves out the query, the cookies and the body", async () => {
    const { app, lines, line } = createLoggedApp();
    await request(app)
      .post("/hello?token=secret-1")
      .set("Cookie", "a=secret-2")
      .type("form")
      .send("password=secret-3");
    expect(await line("request")).toMatchObject({ path: "/hello" });
    expect(JSON.stringify(lines())).not.toContain("secret");
  });

  it("tells a request that the client gave up, without a status", async () => {
    const { app, line } = createLoggedApp();
    const server = app.listen(0, "127.0.0.1");
    try {
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const arrived = once(server, "request");
      const client = httpRequest({ port, path: "/never" }).on("error", () => {});
      client.end();
      await arrived;
      client.destroy();
      const aborted = await line("request aborted");
      expect(aborted).toMatchObject({ method: "GET", path: "/never" });
      expect(aborted).not.toHaveProperty("status");
    } finally {
      server.close();
    }
  });
});
