import type { Express } from "express";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createPasswordHasher, type PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { newAccount, signedInVisitor } from "../support/account.ts";
import { appConfig } from "../support/app-config.ts";
import { acceptingPasswords, createLocalApp } from "../support/local-app.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startReplica } from "../support/start-replica.ts";
import { tokenIn, Visitor } from "../support/visitor.ts";

const publicOrigin = "https://shop.example";
const evil = "https://evil.example";
const host = { Host: "shop.example" };

let redis: RedisServer;
let passwords: PasswordHasher;
let app: Express;
let other: Express;

beforeAll(async () => {
  redis = await startRedisServer();
  passwords = createPasswordHasher({ cost: 4 });
  app = (await startReplica({ redis, passwords, replica: "app-1" })).app;
  other = (await startReplica({ redis, passwords, replica: "app-2" })).app;
});

afterAll(async () => {
  await passwords.close();
  await redis.stop();
});

/** Every route of the app that takes something else than GET. */
function stateChangingRoutes(): string[] {
  interface Layer {
    readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
    readonly handle?: { readonly stack?: readonly Layer[] };
  }
  const routesOf = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) => {
      if (route) return Object.keys(route.methods).some((method) => method !== "get") ? [route.path] : [];
      return routesOf(handle?.stack ?? []);
    });
  return routesOf((app as unknown as { router: { stack: readonly Layer[] } }).router.stack);
}

describe("the token of forms", () => {
  it("is asked for by every route that changes something", async () => {
    const { visitor } = await signedInVisitor(app);
    const routes = stateChangingRoutes();
    expect(routes.toSorted()).toEqual(["/login", "/logout", "/password", "/register", "/sessions/revoke"]);
    for (const path of routes) {
      const answers = [await visitor.send(app, path), await visitor.send(app, path, { csrf: "a.b" })];
      expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    }
    expect((await visitor.get(app, "/api/session")).status).toBe(200);
  });

  it("that is missing is answered by a page that says what to do, and by JSON to programs", async () => {
    const visitor = new Visitor();
    const page = await visitor.send(app, "/login", {});
    expect([page.status, page.type]).toEqual([403, "text/html"]);
    expect(page.text).toContain("Go back, load the page anew and send the form again");
    const json = await visitor.send(app, "/login", {}, { Accept: "application/json" });
    expect([json.status, json.body]).toEqual([
      403,
      { error: "The form was not accepted", advice: expect.stringContaining("load the page anew") },
    ]);
  });

  it("of another browser is refused", async () => {
    const csrf = await new Visitor().token(app);
    const visitor = new Visitor();
    await visitor.token(app);
    expect((await visitor.send(app, "/login", { csrf })).status).toBe(403);
  });

  it("that no replica signed is refused, also when the cookie says the same", async () => {
    const visitor = new Visitor();
    const csrf = `${"0".repeat(64)}.${"0".repeat(64)}`;
    visitor.plant("HERTZ-CSRF", csrf);
    expect((await visitor.send(app, "/login", { csrf })).status).toBe(403);
  });

  it("is good at every replica, and in several tabs", async () => {
    const { username, email, password } = newAccount();
    const visitor = new Visitor();
    const csrf = await visitor.token(app);
    expect(await visitor.token(other)).toBe(csrf);
    expect((await visitor.send(other, "/register", { username, email, password, csrf })).status).toBe(303);
    expect((await visitor.send(app, "/login", { username, password, csrf })).status).toBe(303);
  });

  it("of a login page that was left open for hours is still good: it needs no session", async () => {
    const { username, email, password } = newAccount();
    await new Visitor().post(app, "/register", { username, email, password });
    const visitor = new Visitor();
    const csrf = await visitor.token(app);
    expect(visitor.cookie("HERTZ-SESSION")).toBeUndefined();
    const later = await startReplica({ redis, passwords });
    expect((await visitor.send(later.app, "/login", { username, password, csrf })).status).toBe(303);
  });

  it("from before the login is worth nothing after it, nor is one of a session that has ended", async () => {
    const { username, email, password } = newAccount();
    const visitor = new Visitor();
    const before = await visitor.token(app);
    await visitor.send(app, "/register", { username, email, password, csrf: before });
    await visitor.send(app, "/login", { username, password, csrf: before });
    expect((await visitor.copy().send(app, "/logout", { csrf: before })).status).toBe(403);
    const after = await visitor.token(app);
    expect(after).not.toBe(before);
    await visitor.send(app, "/logout", { csrf: after });
    expect((await visitor.send(app, "/login", { username, password, csrf: after })).status).toBe(403);
  });

  it("of one session is worth nothing in another", async () => {
    const [first, second] = [await signedInVisitor(app), await signedInVisitor(app)];
    const csrf = await first.visitor.token(app);
    second.visitor.plant("HERTZ-CSRF", first.visitor.cookie("HERTZ-CSRF") ?? "");
    expect((await second.visitor.send(app, "/logout", { csrf })).status).toBe(403);
  });

  it("stands in the form that is shown again, and works there", async () => {
    const { username, email, password } = newAccount();
    const visitor = new Visitor();
    await visitor.post(app, "/register", { username, email, password });
    const refused = await visitor.post(app, "/login", { username, password: "wrong horse" });
    const csrf = tokenIn(refused);
    expect((await visitor.send(app, "/login", { username, password, csrf })).status).toBe(303);
  });

  it.each(["j:{}", "", ".", "a.b", "%", "a".repeat(3000)])(
    "with a planted cookie %j is made anew, without an error",
    async (value) => {
      const visitor = new Visitor();
      visitor.plant("HERTZ-CSRF", value);
      const csrf = await visitor.token(app);
      expect((await visitor.send(app, "/login", { csrf })).status).toBe(400);
    },
  );
});

describe("a POST whose headers come from", () => {
  const absent = undefined;
  const sites = [absent, "same-origin", "none", "same-site", "cross-site", "nonsense"];
  const origins = [absent, publicOrigin, evil, "null", "http://shop.example", `${publicOrigin}.evil.example`];
  const referers = [absent, `${publicOrigin}/login.html`, `${evil}/${publicOrigin}`, "not a URL"];
  const tokens = ["own", "none", "foreign"];
  const rows = sites.flatMap((site) =>
    origins.flatMap((origin) =>
      referers.flatMap((referer) => tokens.map((token) => ({ site, origin, referer, token }))),
    ),
  );

  it("anywhere is accepted only with this site's headers, or none, and the browser's own token", async () => {
    const { app: local } = createLocalApp({
      config: appConfig({ publicOrigin, session: { secure: true } }),
      passwords: acceptingPasswords(false),
    });
    const visitor = new Visitor();
    const tokenOf = {
      own: await visitor.token(local),
      none: "",
      foreign: await new Visitor().token(local),
    } as Readonly<Record<string, string>>;
    const accepted: typeof rows = [];
    for (const row of rows) {
      const { site, origin, referer, token } = row;
      const response = await request(local)
        .post("/login")
        .set({
          ...host,
          Cookie: visitor.cookieHeader,
          ...(site !== undefined && { "Sec-Fetch-Site": site }),
          ...(origin !== undefined && { Origin: origin }),
          ...(referer !== undefined && { Referer: referer }),
        })
        .type("form")
        .send({ username: "ada", password: "correct horse", csrf: tokenOf[token] ?? "" });
      expect([401, 403]).toContain(response.status);
      if (response.status === 401) accepted.push(row);
    }
    const isOwn = ({ site, origin, referer, token }: (typeof rows)[number]): boolean =>
      token === "own" &&
      [absent, "same-origin", "none"].includes(site) &&
      [absent, publicOrigin].includes(origin) &&
      (origin !== absent || [absent, `${publicOrigin}/login.html`].includes(referer));
    expect(accepted).toEqual(rows.filter(isOwn));
    expect(rows).toHaveLength(6 * 6 * 4 * 3);
  });

  it("the host that was asked is accepted too where the site is not HTTPS: localhost for 127.0.0.1", async () => {
    const { app: local } = createLocalApp({ config: appConfig({ publicOrigin: "http://127.0.0.1:8080" }) });
    const post = (origin: string) =>
      new Visitor().post(local, "/login", newAccount(), { Host: "localhost:8080", Origin: origin });
    const statuses = ["http://localhost:8080", "http://127.0.0.1:8080", "http://localhost:8081"].map(post);
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([401, 401, 403]);
  });

  it("elsewhere ends no session and signs nobody in", async () => {
    const { visitor, username, password } = await signedInVisitor(app);
    const attacks = { "Sec-Fetch-Site": "cross-site", Origin: evil };
    expect((await visitor.copy().post(app, "/logout", {}, attacks)).status).toBe(403);
    expect((await visitor.get(app, "/api/session")).status).toBe(200);
    const victim = new Visitor();
    expect((await victim.post(app, "/login", { username, password }, attacks)).status).toBe(403);
    expect((await victim.get(app, "/api/session")).status).toBe(401);
  });
});
