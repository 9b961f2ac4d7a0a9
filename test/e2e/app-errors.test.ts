import { EventEmitter, once } from "node:events";

import request from "supertest";
import { describe, expect, it } from "vitest";

import { MemoryUserRepository } from "../../biz/dal/memory-user-repository.ts";
import type { UserRepository } from "../../biz/dal/user-repository.ts";
import { PasswordBusyError } from "../../pkg/password/password-errors.ts";
import { createPasswordHasher } from "../../pkg/password/password-hasher.ts";
import { newAccount } from "../support/account.ts";
import { acceptingPasswords, createLocalApp } from "../support/local-app.ts";
import { Visitor } from "../support/visitor.ts";

describe("a page that is not there", () => {
  it("answers 404, as a page to browsers and as JSON to programs", async () => {
    const { app } = createLocalApp();
    const page = await request(app).get("/nowhere").set("Accept", "text/html,*/*;q=0.8");
    expect([page.status, page.type]).toEqual([404, "text/html"]);
    const json = await request(app).get("/nowhere").set("Accept", "application/json");
    expect([json.status, json.body]).toEqual([404, { error: "There is no such page" }]);
    const api = await request(app).get("/api/nowhere");
    expect([api.status, api.body]).toEqual([404, { error: "There is no such page" }]);
  });
});

describe("an unexpected failure", () => {
  it("answers 500 with a general text; its message goes to the log alone", async () => {
    const { app, line } = createLocalApp({ users: failingUsers("secret detail") });
    const { username, password } = newAccount();
    const response = await new Visitor().post(app, "/login", { username, password });
    expect(response.status).toBe(500);
    const requestId = response.headers["x-request-id"];
    expect(response.text).toContain("Something went wrong on our side");
    expect(response.text).not.toContain("secret");
    expect(await line("request failed")).toMatchObject({
      level: 50,
      requestId,
      method: "POST",
      path: "/login",
      status: 500,
      err: { message: "secret detail" },
    });
  });

  it("brings no password, no cookie and no query into the log", async () => {
    const { app, lines, line } = createLocalApp({ users: failingUsers("no") });
    const visitor = new Visitor();
    visitor.plant("HERTZ-SESSION", "hunter2");
    await visitor.post(app, "/login?x=hunter2", { username: "ada", password: "hunter2-hunter2" });
    await visitor.post(app, "/login", { password: "hunter2", hunter2: "x" });
    await line("request", 4);
    expect(lines().map(({ msg }) => msg)).toContain("request failed");
    expect(JSON.stringify(lines())).not.toContain("hunter2");
  });
});

describe("passwords", () => {
  it("answer 503 with Retry-After when too many of them wait", async () => {
    const verify = () => Promise.reject(new PasswordBusyError(3));
    const { app } = createLocalApp({ passwords: { ...acceptingPasswords(false), verify } });
    const { username, password } = newAccount();
    const response = await new Visitor().post(app, "/login", { username, password });
    expect([response.status, response.headers["retry-after"]]).toEqual([503, "2"]);
    expect(response.text).toContain("The service is not available right now");
  });

  it("do not keep other requests waiting while they are verified", async () => {
    const passwords = createPasswordHasher({ cost: 13, threads: 1 });
    try {
      const answered: string[] = [];
      const events = new EventEmitter();
      const begun = once(events, "begun");
      const verify = (password: string, hash: string | null) => {
        const answer = passwords.verify(password, hash);
        events.emit("begun");
        return answer;
      };
      const { app } = createLocalApp({ passwords: { ...passwords, verify } });
      const { username, password } = newAccount();
      const login = new Visitor().post(app, "/login", { username, password });
      const loggedIn = login.then(() => answered.push("login"));
      await begun;
      for (const page of ["/login.html", "/register.html", "/ping"]) {
        await request(app).get(page);
        answered.push(page);
      }
      await loggedIn;
      expect(answered).toEqual(["/login.html", "/register.html", "/ping", "login"]);
    } finally {
      await passwords.close();
    }
  });
});

describe("a session that ends while a request changes it", () => {
  it("leads a browser back to the login page, which answers", async () => {
    const { app, response } = await loginDuringLogout("text/html");
    expect([response.status, response.headers["location"]]).toEqual([303, "/login.html"]);
    expect((await request(app).get("/login.html")).status).toBe(200);
  });

  it("answers 401 to a program", async () => {
    const { response } = await loginDuringLogout("application/json");
    expect([response.status, response.body]).toEqual([401, { error: "please login first" }]);
  });
});

/** The login of somebody who is signed in already; that session is logged out at the moment the user is looked up. */
async function loginDuringLogout(accept: string) {
  const known = new MemoryUserRepository();
  const { username, email, password } = newAccount();
  await known.create({ username, email, passwordHash: "no real hash" });
  const visitor = new Visitor();
  let isLoggingIn = false;
  const users: UserRepository = {
    create: (user) => known.create(user),
    replacePasswordHash: (user, hash) => known.replacePasswordHash(user, hash),
    findByUsername: async (name) => {
      if (isLoggingIn) await visitor.copy().post(app, "/logout");
      return known.findByUsername(name);
    },
  };
  const { app } = createLocalApp({ users, passwords: acceptingPasswords(true) });
  await visitor.post(app, "/login", { username, password });
  isLoggingIn = true;
  return { app, response: await visitor.post(app, "/login", { username, password }, { Accept: accept }) };
}

function failingUsers(message: string): UserRepository {
  const fail = () => Promise.reject(new Error(message));
  return { findByUsername: fail, create: fail, replacePasswordHash: fail };
}
