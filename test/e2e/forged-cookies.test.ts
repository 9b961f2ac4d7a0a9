import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";

import type { Request, Response } from "express";
import { getSession } from "hertz-sessions";
import { MemoryStore } from "hertz-sessions/memory";
import request from "supertest";
import { describe, expect, it, vi } from "vitest";

import { MemoryUserRepository } from "../../biz/dal/memory-user-repository.ts";
import { newAccount, signIn } from "../support/account.ts";
import { acceptingPasswords, createLocalApp } from "../support/local-app.ts";
import { isSpelledOtherwise, mountedSession } from "../support/mounted-session.ts";
import { mutateText, seededRandom } from "../support/mutate-text.ts";
import { sessionCookies, Visitor } from "../support/visitor.ts";

const secret = "a secret of the tests, long enough";
const name = "HERTZ-SESSION";
/** MUTATION_SEED repeats the run that a failure names. */
const seed = Number(process.env["MUTATION_SEED"] ?? Date.now() % 1_000_000);

async function appWithUsers(count: number) {
  const users = new MemoryUserRepository();
  const store = new MemoryStore({ secrets: [secret] });
  const { app } = createLocalApp({ users, store, passwords: acceptingPasswords(true) });
  const visitors: Visitor[] = [];
  const usernames: string[] = [];
  for (let user = 0; user < count; user += 1) {
    const { username, email, password } = newAccount();
    await users.create({ username, email, passwordHash: "no real hash" });
    visitors.push(await signIn(app, { username, password }));
    usernames.push(username);
  }
  return { app, store, visitors, usernames };
}

function cookieOf(visitor: Visitor): string {
  return visitor.cookie(name) ?? "";
}

describe("cookies that were changed", () => {
  it(`of 100,000 none is accepted, none throws, and none costs a question to the store (seed ${seed})`, async () => {
    const { store, visitors } = await appWithUsers(5);
    const genuine = visitors.map(cookieOf);
    const random = seededRandom(seed);
    const read = vi.spyOn(store, "read");
    const middleware = mountedSession({ store, cookieName: name });
    const visit = async (cookie: string) => {
      const req = new IncomingMessage(new Socket());
      req.headers.cookie = `${name}=${cookie}`;
      await new Promise<unknown>((next) => {
        void middleware(req as Request, new ServerResponse(req) as Response, next);
      });
      return getSession(req);
    };
    const accepted: string[] = [];
    for (let count = 0; count < 100_000; count += 1) {
      const cookie = mutateText(genuine[count % genuine.length] ?? "", genuine, random);
      if (isSpelledOtherwise(cookie, genuine)) continue;
      if (!(await visit(cookie)).isNew) accepted.push(cookie);
    }
    expect(accepted).toEqual([]);
    expect(read).not.toHaveBeenCalled();
    expect((await visit(genuine[0] ?? "")).isNew).toBe(false);
  });

  it(`of 500 over HTTP each gets 401 and nothing else (seed ${seed})`, async () => {
    const { app, visitors } = await appWithUsers(3);
    const genuine = visitors.map(cookieOf);
    const random = seededRandom(seed + 1);
    const statuses = new Map<number, number>();
    for (let count = 0; count < 500; count += 1) {
      // Node.js sends no header with other characters.
      const cookie = mutateText(genuine[count % genuine.length] ?? "", genuine, random).replaceAll(
        /[^\x20-\x7e]/g,
        "?",
      );
      if (isSpelledOtherwise(cookie.trim(), genuine)) continue;
      const { status } = await request(app).get("/api/session").set("Cookie", `${name}=${cookie}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses.keys()]).toEqual([401]);
  });
});

describe("a session cookie that an attacker plants before the login", () => {
  it.each([
    ["one that he made up", "made up"],
    ["one of his own session, not signed in", "visitor"],
    ["one of his own session, signed in", "signed in"],
    ["one of a session that has ended", "ended"],
    ["an empty one", "empty"],
  ] as const)("%s: opens nothing of the victim's afterwards", async (_kind, planted) => {
    const { app, usernames } = await appWithUsers(2);
    const [attackerName = "", victimName = ""] = usernames;
    const attacker = new Visitor();
    if (planted === "visitor") await attacker.post(app, "/register", newAccount());
    if (planted === "signed in" || planted === "ended") {
      await attacker.post(app, "/login", { username: attackerName, password: "correct horse" });
    }
    const cookie = planted === "made up" ? "x".repeat(40) : cookieOf(attacker);
    if (planted === "ended") await attacker.post(app, "/logout");

    const victim = new Visitor();
    victim.plant(name, cookie);
    const response = await victim.post(app, "/login", { username: victimName, password: "correct horse" });
    expect([response.status, sessionCookies(response)]).toEqual([303, [expect.any(String)]]);
    expect(cookieOf(victim)).not.toBe(cookie);
    expect((await victim.get(app, "/api/session")).body).toMatchObject({ username: victimName });
    const thief = new Visitor();
    thief.plant(name, cookie);
    expect((await thief.get(app, "/api/session")).status).toBe(401);
  });

  it("beside the victim's own makes the browser anonymous, and never the attacker", async () => {
    const { app, visitors } = await appWithUsers(2);
    const [attacker = "", victim = ""] = visitors.map(cookieOf);
    for (const pair of [`${name}=${attacker}; ${name}=${victim}`, `${name}=${victim}; ${name}=${attacker}`]) {
      expect((await request(app).get("/api/session").set("Cookie", pair)).status).toBe(401);
    }
  });

  it("that does not verify, beside the victim's own, changes nothing", async () => {
    const { app, visitors, usernames } = await appWithUsers(1);
    const cookie = cookieOf(visitors[0] ?? new Visitor());
    const pair = `${name}=made-up; ${name}=${cookie}`;
    expect((await request(app).get("/api/session").set("Cookie", pair)).body).toMatchObject({
      username: usernames[0],
    });
  });

  it("under the name with __Host-, or of the token or the device, signs nobody in", async () => {
    const { app, visitors } = await appWithUsers(1);
    const cookie = cookieOf(visitors[0] ?? new Visitor());
    for (const planted of [`__Host-${name}`, "HERTZ-CSRF", "HERTZ-DEVICE", name.toLowerCase()]) {
      const visitor = new Visitor();
      visitor.plant(planted, cookie);
      expect((await visitor.get(app, "/api/session")).status).toBe(401);
    }
  });
});
