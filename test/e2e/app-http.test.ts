import request from "supertest";
import { describe, expect, it } from "vitest";

import { newAccount } from "../support/account.ts";
import { appConfig } from "../support/app-config.ts";
import { createLocalApp } from "../support/local-app.ts";
import { setCookies, Visitor } from "../support/visitor.ts";

describe("probes", () => {
  it("GET /ping answers as Hertz's demo does", async () => {
    const response = await request(createLocalApp().app).get("/ping");
    expect([response.status, response.body]).toEqual([200, { message: "pong" }]);
  });

  it("GET /readyz answers 200 when Redis answers", async () => {
    const response = await request(createLocalApp().app).get("/readyz");
    expect([response.status, response.body]).toEqual([200, { status: "ready" }]);
  });

  it("GET /readyz answers 503 with a reason, and GET /healthz 200, when Redis does not answer", async () => {
    const reason = "Redis cannot be reached (ECONNREFUSED)";
    const { app } = createLocalApp({ checkRedis: async () => reason });
    const ready = await request(app).get("/readyz");
    expect([ready.status, ready.body]).toEqual([503, { status: "unavailable", reason }]);
    const health = await request(app).get("/healthz");
    expect([health.status, health.body]).toEqual([200, { status: "ok" }]);
  });

  it("GET /readyz answers 503 when the process is about to end, and GET /healthz 200", async () => {
    const stopping = new AbortController();
    const { app } = createLocalApp({ stopping: stopping.signal });
    stopping.abort();
    const ready = await request(app).get("/readyz");
    expect([ready.status, ready.body]).toEqual([
      503,
      { status: "unavailable", reason: "The process is about to end" },
    ]);
    expect((await request(app).get("/healthz")).status).toBe(200);
  });

  it("GET /readyz writes a line when its answer changes, and not one for each question", async () => {
    let reason: string | undefined;
    const { app, lines } = createLocalApp({ checkRedis: async () => reason });
    await request(app).get("/readyz");
    reason = "Redis cannot be reached (ECONNREFUSED)";
    for (let asked = 0; asked < 3; asked += 1) await request(app).get("/readyz");
    reason = undefined;
    for (let asked = 0; asked < 3; asked += 1) await request(app).get("/readyz");
    expect(lines().map(({ level, msg }) => [level, msg])).toEqual([
      [40, "not ready"],
      [30, "ready again"],
    ]);
    expect(lines()[0]).toMatchObject({ reason: "Redis cannot be reached (ECONNREFUSED)" });
  });

  it("write no request line to the log", async () => {
    const { app, lines, line } = createLocalApp();
    for (const path of ["/ping", "/healthz", "/readyz", "/login.html"]) await request(app).get(path);
    expect(await line("request")).toMatchObject({ path: "/login.html" });
    expect(lines()).toHaveLength(1);
  });
});

describe("GET /metrics", () => {
  it("shows what Prometheus reads, the requests so far among it", async () => {
    const { app } = createLocalApp();
    await request(app).get("/login.html");
    const response = await request(app).get("/metrics");
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toContain("text/plain; version=0.0.4");
    expect(response.text).toContain('http_requests_total{method="GET",route="/login.html",status="200"} 1');
  });

  it("is not there for a request that came through a proxy", async () => {
    const { app } = createLocalApp();
    const response = await request(app).get("/metrics").set("X-Forwarded-For", "192.0.2.1");
    expect(response.status).toBe(404);
  });
});

describe("the id of a request", () => {
  it("is the one that the proxy gave, on the answer and in the log", async () => {
    const { app, line } = createLocalApp();
    const response = await request(app).get("/login.html").set("X-Request-Id", "0123456789abcdef");
    expect(response.headers["x-request-id"]).toBe("0123456789abcdef");
    expect(await line("request")).toMatchObject({ requestId: "0123456789abcdef" });
  });

  it.each(["short", "with spaces in it", "x".repeat(65), '"quoted-and-long"'])(
    "is a new one when the one that came is %j",
    async (id) => {
      const response = await request(createLocalApp().app).get("/login.html").set("X-Request-Id", id);
      expect(response.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe("GET /", () => {
  it("leads to the home page", async () => {
    const response = await request(createLocalApp().app).get("/");
    expect([response.status, response.headers["location"]]).toEqual([302, "/index.html"]);
  });
});

describe("GET /static", () => {
  it("serves files that caches may keep, without a cookie", async () => {
    const { app } = createLocalApp();
    const response = await request(app).get("/static/site.css");
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toContain("text/css");
    expect(response.headers["cache-control"]).toBe("public, max-age=3600");
    expect(setCookies(response)).toEqual([]);
    const again = await request(app)
      .get("/static/site.css")
      .set("If-None-Match", response.headers["etag"] ?? "");
    expect(again.status).toBe(304);
  });

  it.each(["/static/", "/static/none.css", "/static/%2e%2e/package.json", "/static/..%2fmain.ts"])(
    "%s answers 403 or 404",
    async (path) => {
      expect([403, 404]).toContain((await request(createLocalApp().app).get(path)).status);
    },
  );

  it.each(["/static/%E0%A4", "/static/site.css%00", "/login.html?next=a&next=b", "/nowhere?a=%FF"])(
    "%s answers 400",
    async (path) => {
      expect((await request(createLocalApp().app).get(path)).status).toBe(400);
    },
  );

  it("answers 414 to an address of more than 2048 characters, with or without a query", async () => {
    const { app } = createLocalApp();
    for (const path of [`/${"a".repeat(2048)}`, `/login.html?next=/${"a".repeat(2040)}`]) {
      expect((await request(app).get(path)).status).toBe(414);
    }
  });

  it("does not serve the templates of the pages", async () => {
    const { app } = createLocalApp();
    for (const path of ["/views/login.ejs", "/login.ejs", "/static/login.ejs"]) {
      expect((await request(app).get(path)).status).toBe(404);
    }
  });
});

describe("forms", () => {
  it.each([
    ["/login.html", "/login", ["username", "current-password"]],
    ["/register.html", "/register", ["username", "email", "new-password"]],
  ])("%s has a labelled field for each value, and sends them to %s", async (page, action, autocompletes) => {
    const { text, headers } = await request(createLocalApp().app).get(page);
    expect(text).toContain(`<form method="post" action="${action}">`);
    expect(headers["cache-control"]).toBe("no-store");
    const names = [...text.matchAll(/<input\s+id="(\w+)"\s+name="(\w+)"/g)].map(([, id, name]) => [id, name]);
    expect(names).toHaveLength(autocompletes.length);
    for (const [id, name] of names) {
      expect(id).toBe(name);
      expect(text).toContain(`<label for="${name}">`);
    }
    expect([...text.matchAll(/autocomplete="([\w-]+)"/g)].map(([, value]) => value)).toEqual(autocompletes);
  });

  it("have no script and no style of their own", async () => {
    const { app } = createLocalApp();
    for (const page of ["/login.html", "/register.html", "/nowhere"]) {
      expect((await request(app).get(page)).text).not.toMatch(
        /<script(?! src="\/static\/)|<style|style=|onclick/,
      );
    }
  });

  it("tie each problem to its field for those who listen to the page", async () => {
    const response = await new Visitor().post(createLocalApp().app, "/login", { password: "short" });
    expect(response.text).toMatch(
      /id="username"[^>]*aria-invalid="true"\s+aria-describedby="username-error"/,
    );
    expect(response.text).toContain('id="username-error">Enter a username</small>');
    expect(response.text).toContain('id="password-error">A password has at least 8 bytes');
  });
});

describe("every response", () => {
  it("does not tell which framework made it", async () => {
    const response = await request(createLocalApp().app).get("/login.html");
    expect(response.headers).not.toHaveProperty("x-powered-by");
  });

  it.each([
    { trustProxy: false, secure: false },
    { trustProxy: ["loopback"], secure: true },
  ] as const)(
    "with TRUST_PROXY $trustProxy and X-Forwarded-Proto https: is the cookie Secure? $secure",
    async ({ trustProxy, secure }) => {
      const { app } = createLocalApp({ config: appConfig({ trustProxy }) });
      const https = { "X-Forwarded-Proto": "https" };
      const visitor = new Visitor();
      const page = await visitor.get(app, "/register.html", https);
      const response = await visitor.post(app, "/register", newAccount(), https);
      const cookies = [...setCookies(page), ...setCookies(response)];
      expect(cookies).toHaveLength(2);
      for (const cookie of cookies) expect(/;\s*secure/i.test(cookie)).toBe(secure);
    },
  );
});
