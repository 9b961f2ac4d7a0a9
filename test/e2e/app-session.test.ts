import express from "express";
import { getSession, sessions } from "hertz-sessions";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createPasswordHasher, type PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { newAccount, signedInVisitor } from "../support/account.ts";
import { catchWarnings } from "../support/catch-warnings.ts";
import { isDropIn } from "../support/mounted-session.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startReplica, type Replica } from "../support/start-replica.ts";
import { sessionCookies, setCookies, Visitor } from "../support/visitor.ts";

let redis: RedisServer;
let passwords: PasswordHasher;
let replicas: [Replica, Replica, Replica];

beforeAll(async () => {
  redis = await startRedisServer();
  passwords = createPasswordHasher({ cost: 4 });
  replicas = await Promise.all([
    startReplica({ redis, passwords, replica: "app-1" }),
    startReplica({ redis, passwords, replica: "app-2" }),
    startReplica({ redis, passwords, replica: "app-3" }),
  ]);
});

afterAll(async () => {
  await passwords.close();
  await redis.stop();
});

describe("several replicas", () => {
  it("see one session: each answers GET /api/session with the same user, visits and handle, and its own name", async () => {
    const { visitor, username } = await signedInVisitor(replicas[0].app);
    await visitor.get(replicas[0].app, "/index.html");
    const bodies = [];
    for (const { app } of replicas) bodies.push((await visitor.get(app, "/api/session")).body);
    const handle: unknown = bodies[0].session.handle;
    expect(bodies).toEqual(
      ["app-1", "app-2", "app-3"].map((replica) => ({
        username,
        visits: 1,
        replica,
        session: { handle, createdAt: expect.any(String), expiresAt: expect.any(String) },
      })),
    );
    expect(visitor.cookieHeader).not.toContain(handle);
  });

  it("know of a logout at another replica at once", async () => {
    const [first, ...others] = replicas;
    const { visitor } = await signedInVisitor(first.app);
    const thief = visitor.copy();
    for (const { app } of others) expect((await thief.get(app, "/api/session")).status).toBe(200);
    await visitor.post(first.app, "/logout");
    for (const { app } of others) expect((await thief.get(app, "/api/session")).status).toBe(401);
  });

  it("count every visit, also those that they serve at the same time", async () => {
    const { visitor } = await signedInVisitor(replicas[0].app);
    const visits = Array.from({ length: 12 }, (_, index) => replicas[index % 3]?.app ?? replicas[0].app);
    const responses = await Promise.all(visits.map((app) => visitor.get(app, "/index.html")));
    expect(responses.map(({ status }) => status)).toEqual(visits.map(() => 200));
    expect((await visitor.get(replicas[0].app, "/api/session")).body).toMatchObject({ visits: 12 });
  });

  it("do not bring a session back that ended while a page was being counted", async () => {
    const { visitor } = await signedInVisitor(replicas[0].app);
    const thief = visitor.copy();
    const { store } = replicas[1];
    const merge = store.merge.bind(store);
    const counting = vi.spyOn(store, "merge").mockImplementationOnce(async (...change) => {
      await visitor.post(replicas[0].app, "/logout");
      return merge(...change);
    });
    const page = await visitor.copy().get(replicas[1].app, "/index.html");
    expect(counting).toHaveBeenCalledOnce();
    expect([page.status, page.headers["location"]]).toEqual([302, "/login.html"]);
    for (const { app } of replicas) expect((await thief.get(app, "/api/session")).status).toBe(401);
  });

  it("say on every response which of them answered", async () => {
    for (const path of [
      "/",
      "/index.html",
      "/login.html",
      "/api/session",
      "/healthz",
      "/static/site.css",
      "/nowhere",
    ]) {
      expect((await new Visitor().get(replicas[1].app, path)).headers["x-served-by"]).toBe("app-2");
    }
  });
});

describe("a session whose row in Redis is damaged", () => {
  it.each([
    ["garbage", (client: Redis, key: string) => client.set(key, "garbage")],
    ["binary", (client: Redis, key: string) => client.set(key, Buffer.from([0, 255, 10, 9]))],
    [
      "a list",
      async (client: Redis, key: string) => {
        await client.del(key);
        await client.rpush(key, "a");
      },
    ],
  ] as const)("%s: counts as signed out, and the next login works", async (_what, damage) => {
    const warnings = catchWarnings();
    const [{ app, client }] = replicas;
    const { visitor, username, password } = await signedInVisitor(app);
    const handle = String((await visitor.get(app, "/api/session")).body.session.handle);
    const key = (await client.keys("session:{*")).find((name) => name.endsWith(handle.slice(4)));
    await damage(client, key ?? "");
    expect((await visitor.get(app, "/index.html")).headers["location"]).toBe("/login.html");
    expect((await visitor.post(app, "/login", { username, password })).status).toBe(303);
    expect((await visitor.get(app, "/index.html")).status).toBe(200);
    expect(warnings.map(({ code }) => code)).toEqual(["WRN_SESSION_UNREADABLE"]);
  });
});

describe("GET /index.html", () => {
  it("leads an anonymous visitor to the login page, by a 302 that no cache keeps", async () => {
    const response = await new Visitor().get(replicas[0].app, "/index.html");
    expect([response.status, response.headers["location"]]).toEqual([302, "/login.html"]);
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(setCookies(response)).toEqual([]);
  });

  it("shows user, replica, time of the login and visits, and is kept by no cache", async () => {
    const { visitor, username } = await signedInVisitor(replicas[2].app);
    await visitor.get(replicas[0].app, "/index.html");
    const response = await visitor.get(replicas[2].app, "/index.html");
    expect(response.status).toBe(200);
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(response.text).toContain(`<h1>Welcome, ${username}</h1>`);
    expect(response.text).toContain('<dd id="replica"><span class="replica hue-9">app-3</span></dd>');
    expect(response.text).toContain('<dd id="visits">2</dd>');
    expect(response.text).toMatch(
      /<time datetime="\d{4}-\d\d-\d\dT[\d:.]+Z">\d{4}-\d\d-\d\d [\d:]+ UTC<\/time>/,
    );
    expect(response.text).toContain('<form method="post" action="/logout">');
  });
});

describe("GET /api/session", () => {
  it("of an anonymous visitor answers 401 as JSON", async () => {
    const response = await new Visitor().get(replicas[0].app, "/api/session");
    expect(response.status).toBe(401);
    expect(response.body).toEqual({ error: "please login first" });
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  it("tells when the session began and when it ends, and is kept by no cache", async () => {
    const before = Date.now();
    const { visitor } = await signedInVisitor(replicas[0].app);
    const response = await visitor.get(replicas[0].app, "/api/session");
    const { createdAt, expiresAt } = response.body.session;
    // Redis's clock and this process's may differ by a little.
    expect(Math.abs(Date.parse(createdAt) - before)).toBeLessThan(5000);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.parse(createdAt) + 25 * 60 * 1000);
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  it("takes a session for anonymous that holds something else than a login wrote", async () => {
    const { visitor } = await signedInVisitor(replicas[0].app);
    const other = express().use(sessions("HERTZ-SESSION", replicas[0].store));
    other.get("/", async (req, res) => {
      const session = await getSession(req);
      session.set("userId", ["not", "an", "id"]);
      await session.save();
      res.end();
    });
    await visitor.get(other, "/");
    expect((await visitor.get(replicas[0].app, "/api/session")).status).toBe(401);
    expect((await visitor.get(replicas[0].app, "/index.html")).headers["location"]).toBe("/login.html");
  });
});

describe("the session cookie", () => {
  it("is HttpOnly, SameSite=Lax and for the whole site; Secure is for HTTPS", async () => {
    const account = newAccount();
    const response = await new Visitor().post(replicas[0].app, "/register", account);
    const [cookie = "", ...others] = sessionCookies(response);
    expect(others).toEqual([]);
    expect(attributes(cookie)).toEqual(["httponly", "path=/", "samesite=lax"]);
    expect(cookie).toMatch(/^HERTZ-SESSION=/);
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  // The drop-in gives no Secure cookie to a request that came over HTTP, as express-session does not.
  it.skipIf(isDropIn)("is Secure and bound to its host on a site that is reached over HTTPS", async () => {
    const { app } = await startReplica({
      redis,
      passwords,
      cookieName: "__Host-HERTZ-SESSION",
      secure: true,
    });
    const [cookie = ""] = sessionCookies(await new Visitor().post(app, "/register", newAccount()));
    expect(cookie).toMatch(/^__Host-HERTZ-SESSION=/);
    expect(attributes(cookie)).toEqual(["httponly", "path=/", "samesite=lax", "secure"]);
  });
});

function attributes(cookie: string): string[] {
  return cookie
    .split(";")
    .slice(1)
    .map((attribute) => attribute.trim().toLowerCase())
    .toSorted();
}
