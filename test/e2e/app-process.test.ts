import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Visitor as SiteVisitor } from "../../scripts/lib/prove/visitor.ts";
import { newAccount } from "../support/account.ts";
import { startAppProcess, type AppProcess } from "../support/app-process.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";

let redis: RedisServer;
let app: AppProcess;
let url: string;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  app = startAppProcess({ PORT: "0", REDIS_URL: redis.url, REPLICA: "process-1", ...env });
  const { address } = await Promise.race([app.line("ready"), failWhenEnded(app)]);
  url = String(address);
  await app.line("connected to Redis");
}

async function failWhenEnded(process: AppProcess): Promise<never> {
  const code = await process.exitCode;
  throw new Error(`The app ended with ${code} before it was ready:\n${process.errors()}`);
}

/** Registers and signs in; gives the cookies. */
async function signIn(account = newAccount()): Promise<string> {
  const { username, email, password } = account;
  const visitor = new SiteVisitor(url);
  await visitor.post("/register", { username, email, password }, "/register.html");
  const { summary } = await visitor.post("/login", { username, password }, "/login.html");
  expect(summary).toBe("303 to /index.html");
  return visitor.cookie;
}

/**
 * Begins a POST; when this resolves, the app has the request and waits for the form, which the result sends.
 */
async function beginPost(
  path: string,
  cookie: string,
): Promise<(form: Readonly<Record<string, string>>) => Promise<IncomingMessage>> {
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    Expect: "100-continue",
    Cookie: cookie,
  };
  const request = httpRequest(`${url}${path}`, { method: "POST", headers });
  request.flushHeaders();
  await once(request, "continue");
  return async (form) => {
    request.end(new URLSearchParams(form).toString());
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    return response;
  };
}

function get(path: string, cookie: string): Promise<Response> {
  return fetch(`${url}${path}`, { headers: { cookie }, redirect: "manual" });
}

describe("main.ts", () => {
  beforeEach(async () => {
    redis = await startRedisServer({ args: ["--appendonly", "yes", "--appendfsync", "always"] });
  });

  afterEach(async () => {
    if (app.isRunning()) await app.end("SIGKILL");
    await redis.stop();
  });

  it("serves the whole way from registration to the home page, under its name", async () => {
    await start();
    const cookie = await signIn();
    const response = await get("/index.html", cookie);
    expect([response.status, response.headers.get("x-served-by")]).toEqual([200, "process-1"]);
    expect(await response.text()).toContain("Welcome, user-");
  });

  it("warns of the random secret in development", async () => {
    await start();
    const warning =
      "SESSION_SECRETS is not set: sessions end with this process, and no other replica accepts them";
    expect(await app.line(warning)).toMatchObject({ level: 40 });
  });

  it("outlives Redis: 503 while it is away, the same session when it is back, and no unhandled rejection", async () => {
    await start();
    const cookie = await signIn();
    await redis.kill();
    const begun = performance.now();
    const away = await get("/index.html", cookie);
    expect(performance.now() - begun).toBeLessThan(2000);
    expect([away.status, away.headers.get("retry-after")]).toEqual([503, "1"]);
    await redis.restart();
    await app.line("connected to Redis", 2);
    expect((await get("/index.html", cookie)).status).toBe(200);
    expect(app.isRunning()).toBe(true);
    expect(app.errors()).not.toMatch(/unhandled|uncaught/i);
  });

  it("starts without Redis and serves when Redis comes", async () => {
    await redis.kill();
    app = startAppProcess({ PORT: "0", REDIS_URL: redis.url });
    url = String((await Promise.race([app.line("ready"), failWhenEnded(app)])).address);
    const away = await get("/readyz", "");
    expect([away.status, await away.json()]).toEqual([
      503,
      { status: "unavailable", reason: "Redis cannot be reached (ECONNREFUSED)" },
    ]);
    expect((await get("/healthz", "")).status).toBe(200);
    await redis.restart();
    await app.line("connected to Redis");
    expect((await get("/readyz", "")).status).toBe(200);
  });

  it("starts with a password that Redis refuses, says so, and serves when Redis takes it", async () => {
    const admin = await redis.client();
    await admin.config("SET", "requirepass", "another password");
    app = startAppProcess({ PORT: "0", REDIS_URL: redis.url.replace("//", "//:the-password@") });
    url = String((await Promise.race([app.line("ready"), failWhenEnded(app)])).address);
    const refused = await get("/readyz", "");
    expect([refused.status, await refused.json()]).toEqual([
      503,
      { status: "unavailable", reason: "Redis refuses the user or the password (WRONGPASS)" },
    ]);
    expect((await get("/healthz", "")).status).toBe(200);
    await admin.config("SET", "requirepass", "the-password");
    await app.line("connected to Redis");
    expect((await get("/readyz", "")).status).toBe(200);
    expect(await signIn()).not.toBe("");
    expect(app.errors()).not.toMatch(/unhandled|uncaught|the-password/i);
  });

  it("outlives connections that Redis closes, again and again, and keeps the session", async () => {
    await start();
    const cookie = await signIn();
    const admin = await redis.client();
    for (let kill = 1; kill <= 5; kill += 1) {
      await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      await app.line("connected to Redis", kill + 1);
      expect((await get("/readyz", "")).status).toBe(200);
    }
    expect((await get("/index.html", cookie)).status).toBe(200);
    expect(app.errors()).not.toMatch(/unhandled|uncaught/i);
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "at %s finishes the login that is running, then exits with 0",
    async (signal) => {
      await start();
      const { username, email, password } = newAccount();
      const visitor = new SiteVisitor(url);
      await visitor.post("/register", { username, email, password }, "/register.html");
      const csrf = await visitor.token("/login.html");
      const login = await beginPost("/login", visitor.cookie);
      const exitCode = app.end(signal);
      await app.line("stopping");
      const response = await login({ username, password, csrf });
      expect([response.statusCode, response.headers.location]).toEqual([303, "/index.html"]);
      expect(await exitCode).toBe(0);
      expect(await app.line("stopped")).toBeDefined();
      expect(app.errors()).toBe("");
    },
  );

  it("end-sessions signs one user out everywhere, and nobody else", async () => {
    await start();
    const [account, other] = [newAccount(), newAccount()];
    const [cookie, otherCookie] = [await signIn(account), await signIn(other)];
    const env = { REDIS_URL: redis.url };
    const admin = startAppProcess(env, "main.ts", ["end-sessions", account.username]);
    expect(await admin.line("ended the sessions of the user")).toMatchObject({ ended: 1 });
    expect(await admin.exitCode).toBe(0);
    expect((await get("/api/session", cookie)).status).toBe(401);
    expect((await get("/api/session", otherCookie)).status).toBe(200);
    const unknown = startAppProcess(env, "main.ts", ["end-sessions", "nobody"]);
    expect(await unknown.line("there is no such user")).toBeDefined();
    expect(await unknown.exitCode).toBe(1);
  });

  it("accepts no session from before when all secrets were replaced", async () => {
    await start({ SESSION_SECRETS: "a".repeat(32) });
    const cookie = await signIn();
    expect((await get("/api/session", cookie)).status).toBe(200);
    await app.end();
    await start({ SESSION_SECRETS: "b".repeat(32) });
    expect((await get("/api/session", cookie)).status).toBe(401);
  });

  it("exits with 1 and one message that lists every wrong variable", async () => {
    app = startAppProcess({
      NODE_ENV: "production",
      PORT: "http",
      TRUST_PROXY: "true",
      REDIS_URL: redis.url,
    });
    expect(await app.exitCode).toBe(1);
    expect(app.errors()).toMatch(
      /PORT must be .*\n.*TRUST_PROXY must not be true.*\n.*SESSION_SECRETS .* is required/,
    );
    expect(app.errors()).not.toContain("    at ");
  });

  it("exits with 1 and says so when its address is taken", async () => {
    await start();
    const second = startAppProcess({ PORT: new URL(url).port, REDIS_URL: redis.url });
    expect(await second.line("cannot start")).toMatchObject({ level: 60, err: { code: "EADDRINUSE" } });
    expect(await second.exitCode).toBe(1);
  });
});
