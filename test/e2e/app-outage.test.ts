import { once } from "node:events";

import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createPasswordHasher, type PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { newAccount, signedInVisitor } from "../support/account.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startReplica, type Replica } from "../support/start-replica.ts";
import { Visitor } from "../support/visitor.ts";

let redis: RedisServer;
let passwords: PasswordHasher;
let replica: Replica;
let visitor: Visitor;
let username: string;

beforeAll(() => {
  passwords = createPasswordHasher({ cost: 4 });
});

afterAll(async () => {
  await passwords.close();
});

beforeEach(async () => {
  // With its file, the server still has the sessions after it was killed. By default it may hold a write back for seconds.
  redis = await startRedisServer({ args: ["--appendonly", "yes", "--appendfsync", "always"] });
  replica = await startReplica({ redis, passwords });
  ({ visitor, username } = await signedInVisitor(replica.app));
});

afterEach(async () => {
  await redis.stop();
});

async function killRedis(): Promise<void> {
  const closed = once(replica.client, "close");
  await redis.kill();
  await closed;
}

/**
 * Resolves when the client's next attempt to connect succeeds; attempts that fail emit "error" and are none
 * of ours.
 */
function untilReady(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    client.once("ready", resolve);
  });
}

describe("with Redis stopped", () => {
  it("GET /index.html with a session answers 503 with Retry-After in under two seconds, and keeps the cookie", async () => {
    await killRedis();
    const begun = performance.now();
    const response = await visitor.get(replica.app, "/index.html");
    expect(performance.now() - begun).toBeLessThan(2000);
    expect([response.status, response.headers["retry-after"]]).toEqual([503, "1"]);
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(response.text).toContain("The service is not available right now");
    expect(response.headers["set-cookie"]).toBeUndefined();
    expect(visitor.cookieHeader).not.toBe("");
  });

  it("GET /api/session answers 503 as JSON, not 401", async () => {
    await killRedis();
    const response = await visitor.get(replica.app, "/api/session");
    expect(response.status).toBe(503);
    expect(response.body).toEqual({ error: expect.stringContaining("not available") });
  });

  it.each(["/login", "/register"])(
    "POST %s answers 503, neither success nor a wrong password",
    async (path) => {
      await killRedis();
      const response = await new Visitor().post(replica.app, path, newAccount());
      expect([response.status, response.headers["retry-after"]]).toEqual([503, "1"]);
    },
  );

  it("POST /logout answers 503 and keeps the cookie: the session may still be alive", async () => {
    await killRedis();
    expect((await visitor.post(replica.app, "/logout")).status).toBe(503);
    expect(visitor.cookieHeader).not.toBe("");
  });

  it("pages that need no session still answer", async () => {
    await killRedis();
    const anonymous = new Visitor();
    const statuses = [];
    for (const path of ["/login.html", "/register.html", "/static/site.css", "/ping", "/healthz"]) {
      statuses.push((await anonymous.get(replica.app, path)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect((await anonymous.get(replica.app, "/readyz")).status).toBe(503);
  });

  it("recovers by itself when Redis is back, with the session as it was", async () => {
    await visitor.get(replica.app, "/index.html");
    await killRedis();
    expect((await visitor.get(replica.app, "/index.html")).status).toBe(503);
    const ready = untilReady(replica.client);
    await redis.restart();
    await ready;
    expect((await visitor.get(replica.app, "/readyz")).status).toBe(200);
    expect((await visitor.get(replica.app, "/api/session")).body).toMatchObject({ username, visits: 1 });
  });
});

describe("with Redis hanging", () => {
  it("GET /index.html answers 503 in under two seconds, and 200 when Redis goes on", async () => {
    redis.pause();
    const begun = performance.now();
    const response = await visitor.get(replica.app, "/index.html");
    expect(performance.now() - begun).toBeLessThan(2000);
    expect([response.status, response.headers["retry-after"]]).toEqual([503, "1"]);
    redis.resume();
    expect((await visitor.get(replica.app, "/index.html")).status).toBe(200);
  });

  it("GET /readyz answers 503 within its second, and 200 when Redis goes on", async () => {
    redis.pause();
    const begun = performance.now();
    expect((await visitor.get(replica.app, "/readyz")).status).toBe(503);
    expect(performance.now() - begun).toBeLessThan(2000);
    redis.resume();
    expect((await visitor.get(replica.app, "/readyz")).status).toBe(200);
  });
});
