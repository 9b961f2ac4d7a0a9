import { describe, expect, it } from "vitest";

import { MemoryUserRepository } from "../../biz/dal/memory-user-repository.ts";
import { newAccount } from "../support/account.ts";
import { acceptingPasswords, createLocalApp } from "../support/local-app.ts";
import { Visitor } from "../support/visitor.ts";

const { username, email, password } = newAccount();

async function createApp() {
  const users = new MemoryUserRepository();
  await users.create({ username, email, passwordHash: "no real hash" });
  return createLocalApp({ users, passwords: acceptingPasswords(true) }).app;
}

describe("where a login leads", () => {
  it("is the page that the visitor asked for, also after a wrong form", async () => {
    const app = await createApp();
    const visitor = new Visitor();
    const asked = await visitor.get(app, "/sessions.html?from=home");
    expect(asked.headers["location"]).toBe("/login.html?next=%2Fsessions.html%3Ffrom%3Dhome");
    const field = '<input type="hidden" name="next" value="/sessions.html?from=home">';
    expect((await visitor.get(app, String(asked.headers["location"]))).text).toContain(field);
    const next = "/sessions.html?from=home";
    expect((await visitor.post(app, "/login", { next })).text).toContain(field);
    const response = await visitor.post(app, "/login", { username, password, next });
    expect([response.status, response.headers["location"]]).toEqual([303, next]);
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "/%2fevil.example",
    "/\t/evil.example",
    "https://evil.example/",
    "https:evil.example",
    "/x@evil.example",
    "/\uff0fevil.example",
    "javascript:alert(1)",
    "x".repeat(600),
  ])("is the home page when the form asks for %j, and the login page does not show that", async (next) => {
    const app = await createApp();
    const visitor = new Visitor();
    const page = await visitor.get(app, `/login.html?next=${encodeURIComponent(next)}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('name="next"');
    const response = await visitor.post(app, "/login", { username, password, next });
    expect([response.status, response.headers["location"]]).toEqual([303, "/index.html"]);
  });

  it("is the home page after a POST of somebody who was not signed in any more", async () => {
    const response = await new Visitor().post(await createApp(), "/password", {});
    expect([response.status, response.headers["location"]]).toEqual([303, "/login.html"]);
  });
});
