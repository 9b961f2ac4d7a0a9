import express, { Router } from "express";
import { Registry } from "prom-client";
import request from "supertest";
import { describe, expect, it } from "vitest";

import { requestMetrics } from "./request-metrics.ts";

function createCountedApp() {
  const registry = new Registry();
  const app = express();
  app.use(requestMetrics(registry, ["/static"]));
  app.get("/hello", (_req, res) => void res.end("hi"));
  const api = Router();
  api.get("/fail", () => {
    throw Object.assign(new Error("no"), { status: 418 });
  });
  app.use("/api", api);
  app.use(((_error, _req, res, _next) => void res.status(418).end()) satisfies express.ErrorRequestHandler);
  const counted = async (): Promise<unknown[]> =>
    (await registry.getSingleMetric("http_requests_total")?.get())?.values.map(({ labels, value }) => ({
      ...labels,
      value,
    })) ?? [];
  return { app, registry, counted };
}

describe("requestMetrics()", () => {
  it("counts by method, route and status", async () => {
    const { app, counted } = createCountedApp();
    await request(app).get("/hello?token=secret");
    await request(app).get("/hello");
    expect(await counted()).toEqual([{ method: "GET", route: "/hello", status: 200, value: 2 }]);
  });

  it("knows the whole route also when its handler failed", async () => {
    const { app, counted } = createCountedApp();
    await request(app).get("/api/fail");
    expect(await counted()).toEqual([{ method: "GET", route: "/api/fail", status: 418, value: 1 }]);
  });

  it("has one label for everything that is no route, and one for a folder", async () => {
    const { app, counted } = createCountedApp();
    for (const path of ["/a", "/b?c", "/static/x.css", "/static/y.css"]) await request(app).get(path);
    expect(await counted()).toEqual([
      { method: "GET", route: "other", status: 404, value: 2 },
      { method: "GET", route: "/static", status: 404, value: 2 },
    ]);
  });

  it("has no label of the client's making", async () => {
    const { app, counted } = createCountedApp();
    for (const path of ["/HELLO", "/Hello", "/hello/", "/API/FAIL"]) await request(app).get(path);
    await request(app).propfind("/hello");
    const labels = (await counted()) as { method: string; route: string }[];
    expect([...new Set(labels.map(({ method, route }) => `${method} ${route}`))]).toEqual([
      "GET /hello",
      "GET /api/fail",
      "other other",
    ]);
  });

  it("measures how long each took, and how many are under way", async () => {
    const { app, registry } = createCountedApp();
    await request(app).get("/hello");
    const text = await registry.metrics();
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/hello"} 1');
    expect(text).toContain("http_requests_in_flight 0");
  });
});
