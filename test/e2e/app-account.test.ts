import type { Express } from "express";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createPasswordHasher, type PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { newAccount, signedInVisitor } from "../support/account.ts";
import { countCommands } from "../support/command-counter.ts";
import { fieldProblems } from "../support/field-problems.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startReplica, type Replica } from "../support/start-replica.ts";
import { sessionCookies, Visitor } from "../support/visitor.ts";

let redis: RedisServer;
let passwords: PasswordHasher;
let replica: Replica;
let app: Express;
/** A connection of its own, which asks for the numbers. */
let counter: Redis;

beforeAll(async () => {
  redis = await startRedisServer();
  passwords = createPasswordHasher({ cost: 4 });
  replica = await startReplica({ redis, passwords });
  app = replica.app;
  counter = await redis.client();
});

afterAll(async () => {
  await passwords.close();
  await redis.stop();
});

describe("POST /register", () => {
  it("adds a user and answers 303 to the login page, which shows the message once", async () => {
    const visitor = new Visitor();
    const response = await visitor.post(app, "/register", newAccount());
    expect(response.status).toBe(303);
    expect(response.headers["location"]).toBe("/login.html");
    expect((await visitor.get(app, "/login.html")).text).toContain('role="status">success</p>');
    expect((await visitor.get(app, "/login.html")).text).not.toContain("success");
  });

  it("does not sign in", async () => {
    const visitor = new Visitor();
    await visitor.post(app, "/register", newAccount());
    expect((await visitor.get(app, "/index.html")).headers["location"]).toBe("/login.html");
  });

  it.each([
    ["username", "user already exists"],
    ["email", "user already exists with this e-mail address"],
  ] as const)(
    "with a taken %s answers 409 and the form with what was typed, and says so beside the field",
    async (field, message) => {
      const first = newAccount();
      await new Visitor().post(app, "/register", first);
      const second = { ...newAccount(), [field]: first[field] };
      const response = await new Visitor().post(app, "/register", second);
      expect(response.status).toBe(409);
      expect(fieldProblems(response.text)).toEqual({ [field]: message });
      for (const kept of [second.username, second.email]) expect(response.text).toContain(`value="${kept}"`);
      expect(response.text).not.toContain(second.password);
      expect(sessionCookies(response)).toEqual([]);
    },
  );

  it("of two registrations of one name at the same time, at two replicas, one succeeds", async () => {
    const other = await startReplica({ redis, passwords, replica: "app-2" });
    const account = newAccount();
    const responses = await Promise.all(
      [app, other.app].map((server) => new Visitor().post(server, "/register", account)),
    );
    expect(responses.map(({ status }) => status).toSorted()).toEqual([303, 409]);
  });

  it("of two registrations of one e-mail address at the same time, at two replicas, one succeeds", async () => {
    const other = await startReplica({ redis, passwords, replica: "app-2" });
    const { email } = newAccount();
    const accounts = [newAccount(), newAccount()].map((account) => ({ ...account, email }));
    const responses = await Promise.all(
      [app, other.app].map((server, index) => new Visitor().post(server, "/register", accounts[index])),
    );
    expect(responses.map(({ status }) => status).toSorted()).toEqual([303, 409]);
    const logins = accounts.map(({ username, password }) =>
      new Visitor().post(app, "/login", { username, password }),
    );
    expect((await Promise.all(logins)).map(({ status }) => status).toSorted()).toEqual([303, 401]);
  });

  it("keeps a bcrypt hash of the password and never the password", async () => {
    const account = newAccount();
    await new Visitor().post(app, "/register", account);
    const record = await replica.client.get(`{user}:name:${account.username}`);
    expect(record).toMatch(/"passwordHash":"\$2b\$/);
    expect(record).not.toContain(account.password);
  });

  it("with nothing answers 400 and says what to enter", async () => {
    const response = await new Visitor().post(app, "/register");
    expect(response.status).toBe(400);
    expect(response.text).toContain('role="alert">Illegal format</p>');
    for (const problem of ["Enter a username", "Enter an e-mail address", "Enter a password"]) {
      expect(response.text).toContain(problem);
    }
  });

  it("with a password of 73 bytes answers 400 with a clear message, and adds nobody", async () => {
    const account = { ...newAccount(), password: `${"x".repeat(71)}é` };
    const response = await new Visitor().post(app, "/register", account);
    expect(response.status).toBe(400);
    expect(response.text).toContain("A password has at most 72 bytes");
    expect(await replica.client.exists(`{user}:name:${account.username}`)).toBe(0);
  });

  it("with a password that everybody tries first answers 400 and says so", async () => {
    const account = { ...newAccount(), password: "Password123" };
    const response = await new Visitor().post(app, "/register", account);
    expect(response.status).toBe(400);
    expect(response.text).toContain("among those that attackers try first");
    expect(await replica.client.exists(`{user}:name:${account.username}`)).toBe(0);
  });

  it("writes what was typed as text, not as markup", async () => {
    const response = await new Visitor().post(app, "/register", { username: '"><script>alert(1)</script>' });
    expect(response.text).toContain("&#34;&gt;&lt;script&gt;");
    expect(response.text).not.toContain("<script>");
  });
});

describe("POST /login", () => {
  it("with the right password answers 303 to the home page, which welcomes the user", async () => {
    const { username, email, password } = newAccount();
    const visitor = new Visitor();
    await visitor.post(app, "/register", { username, email, password });
    const response = await visitor.post(app, "/login", { username, password });
    expect(response.status).toBe(303);
    expect(response.headers["location"]).toBe("/index.html");
    expect((await visitor.get(app, "/index.html")).text).toContain(`Welcome, ${username}`);
  });

  it("accepts every name and password that registration accepts", async () => {
    const account = { ...newAccount(), username: `Ада ${"爱".repeat(60)}`, password: "é".repeat(36) };
    expect((await new Visitor().post(app, "/register", account)).status).toBe(303);
    const { username, password } = account;
    expect((await new Visitor().post(app, "/login", { username, password })).status).toBe(303);
  });

  it("with a wrong password answers 401 and sets no cookie", async () => {
    const { username, email, password } = newAccount();
    await new Visitor().post(app, "/register", { username, email, password });
    const response = await new Visitor().post(app, "/login", { username, password: "wrong horse" });
    expect(response.status).toBe(401);
    expect(fieldProblems(response.text)).toEqual({ password: "wrong username or password" });
    expect(response.text).toContain(`value="${username}"`);
    expect(response.text).not.toContain("wrong horse");
    expect(sessionCookies(response)).toEqual([]);
  });

  it("of an unknown user answers as it does to a wrong password", async () => {
    const [{ username, email, password }, unknown] = [newAccount(), newAccount()];
    await new Visitor().post(app, "/register", { username, email, password });
    const wrong = await new Visitor().post(app, "/login", { username, password: "wrong horse" });
    const response = await new Visitor().post(app, "/login", {
      username: unknown.username,
      password: "wrong horse",
    });
    expect(response.status).toBe(wrong.status);
    const shown = ({ text }: { text: string }) => text.replace(/name="csrf" value="[^"]*"/, "");
    expect(shown(response).replace(unknown.username, username)).toBe(shown(wrong));
  });

  it("of an unknown user hashes as often and asks Redis as often as with a wrong password", async () => {
    const { username, email, password } = newAccount();
    await new Visitor().post(app, "/register", { username, email, password });
    const work = async (name: string) => {
      const verify = vi.spyOn(passwords, "verify");
      const commands = await countCommands(counter, async () => {
        await new Visitor().post(app, "/login", { username: name, password: "wrong horse" });
      });
      const hashes = verify.mock.calls.length;
      verify.mockRestore();
      return { commands, hashes };
    };
    await work(username);
    const known = await work(username);
    expect(known.hashes).toBe(1);
    expect(await work(newAccount().username)).toEqual(known);
  });

  it("hashes the password anew when hashes are made at another cost now", async () => {
    const { username, email, password } = newAccount();
    await new Visitor().post(app, "/register", { username, email, password });
    const costly = createPasswordHasher({ cost: 5 });
    const later = await startReplica({ redis, passwords: costly });
    expect((await new Visitor().post(later.app, "/login", { username, password })).status).toBe(303);
    expect(await later.client.get(`{user}:name:${username}`)).toMatch(/"passwordHash":"\$2b\$05\$/);
    expect((await new Visitor().post(later.app, "/login", { username, password })).status).toBe(303);
    await costly.close();
  });

  it("with a password of 73 bytes answers 400 with a clear message", async () => {
    const response = await new Visitor().post(app, "/login", { username: "ada", password: "x".repeat(73) });
    expect(response.status).toBe(400);
    expect(response.text).toContain("A password has at most 72 bytes");
  });

  it("gives a visitor who had a session another id, and the old one is nobody's", async () => {
    const { username, email, password } = newAccount();
    const visitor = new Visitor();
    await visitor.post(app, "/register", { username, email, password });
    const before = visitor.copy();
    expect(before.cookie("HERTZ-SESSION")).toBeDefined();
    await visitor.post(app, "/login", { username, password });
    expect(visitor.cookie("HERTZ-SESSION")).not.toBe(before.cookie("HERTZ-SESSION"));
    expect((await before.get(app, "/api/session")).status).toBe(401);
    expect((await visitor.get(app, "/api/session")).status).toBe(200);
  });

  it("as another user leaves nothing of the one before", async () => {
    const { visitor } = await signedInVisitor(app);
    await visitor.get(app, "/index.html");
    const second = newAccount();
    await new Visitor().post(app, "/register", second);
    await visitor.post(app, "/login", { username: second.username, password: second.password });
    expect((await visitor.get(app, "/api/session")).body).toMatchObject({
      username: second.username,
      visits: 0,
    });
  });
});

describe("POST /logout", () => {
  it("answers 303 to the login page, takes the cookie, and ends the session", async () => {
    const { visitor } = await signedInVisitor(app);
    const before = visitor.copy();
    const response = await visitor.post(app, "/logout");
    expect(response.status).toBe(303);
    expect(response.headers["location"]).toBe("/login.html");
    expect(visitor.cookie("HERTZ-SESSION")).toBeUndefined();
    expect((await before.get(app, "/api/session")).status).toBe(401);
  });

  it("of a visitor without a session answers the same", async () => {
    const response = await new Visitor().post(app, "/logout");
    expect([response.status, response.headers["location"]]).toEqual([303, "/login.html"]);
  });
});
