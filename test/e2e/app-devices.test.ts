import { SessionStoreError } from "hertz-sessions";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { createPasswordHasher, type PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { newAccount, signedInVisitor, signIn, type SignedIn } from "../support/account.ts";
import { fieldProblems } from "../support/field-problems.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startReplica, type Replica } from "../support/start-replica.ts";
import { Visitor } from "../support/visitor.ts";

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const newPassword = "another horse entirely";

let redis: RedisServer;
let passwords: PasswordHasher;
let here: Replica;
let there: Replica;
let owner: SignedIn;
/** The same user's second device, signed in at the other replica. */
let phone: Visitor;

beforeAll(async () => {
  redis = await startRedisServer();
  passwords = createPasswordHasher({ cost: 4 });
  here = await startReplica({ redis, passwords, replica: "app-1" });
  there = await startReplica({ redis, passwords, replica: "app-2" });
});

afterAll(async () => {
  await passwords.close();
  await redis.stop();
});

beforeEach(async () => {
  owner = await signedInVisitor(here.app);
  phone = await signIn(there.app, owner, { "User-Agent": firefox });
});

/** Whether a browser is still signed in: the same at both replicas, or it fails. */
async function isSignedIn(visitor: Visitor): Promise<boolean> {
  const statuses = [here, there].map(async ({ app }) => (await visitor.get(app, "/api/session")).status);
  const [first, second] = await Promise.all(statuses);
  expect(second).toBe(first);
  return first === 200;
}

async function handleOf(visitor: Visitor): Promise<string> {
  return String((await visitor.get(here.app, "/api/session")).body.session.handle);
}

describe("GET /sessions.html", () => {
  it("lists each device with browser and system, address, times, and which is this one", async () => {
    const { text, status, headers } = await phone.get(here.app, "/sessions.html");
    expect([status, headers["cache-control"]]).toEqual([200, "no-store"]);
    const rows = text.split("<tr>").slice(2);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain("Firefox 128 on Linux <em>(this device)</em>");
    expect(rows[1]).not.toContain("this device");
    for (const row of rows) {
      expect(row).toContain("from 127.0.0.1</small>");
      expect(row.match(/<time datetime="\d{4}-[^"]+Z">/g)).toHaveLength(2);
    }
  });

  it("lists the devices of nobody else", async () => {
    const { visitor } = await signedInVisitor(here.app);
    expect((await visitor.get(here.app, "/sessions.html")).text.split("<tr>")).toHaveLength(3);
  });

  it("leads an anonymous visitor to the login page", async () => {
    expect((await new Visitor().get(here.app, "/sessions.html")).status).toBe(302);
  });
});

describe("POST /sessions/revoke", () => {
  function revoke(visitor: Visitor, end: string, password = owner.password) {
    return visitor.post(here.app, "/sessions/revoke", { end, password });
  }

  it("signs out one device, at every replica by its next request, and tells so", async () => {
    const response = await revoke(owner.visitor, await handleOf(phone));
    expect([response.status, response.headers["location"]]).toEqual([303, "/sessions.html"]);
    expect([await isSignedIn(phone), await isSignedIn(owner.visitor)]).toEqual([false, true]);
    expect((await owner.visitor.get(here.app, "/sessions.html")).text).toContain("That device is signed out");
  });

  it("signs out all others and keeps this device", async () => {
    const third = await signIn(here.app, owner);
    await revoke(owner.visitor, "others");
    const signedIn = await Promise.all([phone, third, owner.visitor].map(isSignedIn));
    expect(signedIn).toEqual([false, false, true]);
  });

  it("signs out all, this device too, and leads to the login page", async () => {
    const response = await revoke(owner.visitor, "all");
    expect(response.headers["location"]).toBe("/login.html");
    expect([await isSignedIn(phone), await isSignedIn(owner.visitor)]).toEqual([false, false]);
  });

  it("of this device alone is a logout", async () => {
    const response = await revoke(owner.visitor, await handleOf(owner.visitor));
    expect(response.headers["location"]).toBe("/login.html");
    expect([await isSignedIn(phone), await isSignedIn(owner.visitor)]).toEqual([true, false]);
  });

  it("ends no session of another user, also when it is given the handle of one", async () => {
    const stranger = await signedInVisitor(here.app);
    await revoke(owner.visitor, await handleOf(stranger.visitor));
    expect(await isSignedIn(stranger.visitor)).toBe(true);
  });

  it("with a wrong password answers 403 and the page again, and ends nothing", async () => {
    const response = await revoke(owner.visitor, "others", "not my password");
    expect(response.status).toBe(403);
    expect(fieldProblems(response.text)).toEqual({ password: "That is not your password" });
    expect(response.text).toContain("<table>");
    expect(await isSignedIn(phone)).toBe(true);
  });

  it.each(["", "everything at once", "../x"])("of %j answers 400 and ends nothing", async (end) => {
    expect((await revoke(owner.visitor, end)).status).toBe(400);
    expect(await isSignedIn(phone)).toBe(true);
  });
});

describe("POST /password", () => {
  function change(visitor: Visitor, current: string, password: string) {
    return visitor.post(here.app, "/password", { current, password });
  }

  it("changes the password, gives this session a new id, and signs out every other device", async () => {
    const before = owner.visitor.copy();
    const response = await change(owner.visitor, owner.password, newPassword);
    expect([response.status, response.headers["location"]]).toEqual([303, "/index.html"]);
    expect((await owner.visitor.get(there.app, "/index.html")).text).toContain("Your password is changed");
    const signedIn = await Promise.all([phone, before, owner.visitor].map(isSignedIn));
    expect(signedIn).toEqual([false, false, true]);
    await expect(signIn(there.app, owner)).rejects.toThrow("status 401");
    await expect(signIn(there.app, { ...owner, password: newPassword })).resolves.toBeDefined();
  });

  it("with a wrong current password answers 403 and changes nothing", async () => {
    const response = await change(owner.visitor, "not my password", newPassword);
    expect(response.status).toBe(403);
    expect(fieldProblems(response.text)).toEqual({ current: "That is not your password" });
    expect(await isSignedIn(phone)).toBe(true);
    await expect(signIn(there.app, owner)).resolves.toBeDefined();
  });

  it("with a new password that registration refuses answers 400 and says why", async () => {
    for (const password of ["short", "Password123", "x".repeat(73)]) {
      const response = await change(owner.visitor, owner.password, password);
      expect(response.status).toBe(400);
      expect(response.text).toContain('id="password-error"');
    }
  });

  it("leaves no way in for a login that had checked the old password before and ends after it", async () => {
    const { verify } = passwords;
    const thief = new Visitor();
    const login = vi.spyOn(passwords, "verify").mockImplementationOnce(async (...old) => {
      const matches = await verify(...old);
      await change(owner.visitor, owner.password, newPassword);
      return matches;
    });
    const { username, password } = owner;
    const response = await thief.post(there.app, "/login", { username, password });
    login.mockRestore();
    expect([response.status, response.headers["location"]]).toEqual([303, "/login.html"]);
    expect([await isSignedIn(thief), await isSignedIn(owner.visitor)]).toEqual([false, true]);
  });

  it("says what happened when the password is changed and the other devices could not be signed out", async () => {
    const failure = new SessionStoreError("ERR_SESSION_STORE_DOWN", "index", "no connection");
    const revoke = vi.spyOn(here.store, "revoke").mockRejectedValueOnce(failure);
    const response = await change(owner.visitor, owner.password, newPassword);
    expect(revoke).toHaveBeenCalledOnce();
    revoke.mockRestore();
    expect(response.status).toBe(503);
    expect(response.text).toContain(
      "Your password is changed, but the other devices could not be signed out",
    );
    await expect(signIn(there.app, { ...owner, password: newPassword })).resolves.toBeDefined();
    expect(await isSignedIn(owner.visitor)).toBe(true);
  });

  it("of two at once, one succeeds and the other is told", async () => {
    const tab = owner.visitor.copy();
    const responses = await Promise.all([
      change(owner.visitor, owner.password, newPassword),
      change(tab, owner.password, "a third horse altogether"),
    ]);
    const succeeded = responses.filter(({ headers }) => headers["location"] === "/index.html");
    expect(succeeded).toHaveLength(1);
  });
});

describe("SESSION_MAX_PER_USER", () => {
  it("makes room for a new device by signing out the one that signed in longest ago", async () => {
    const capped = await startReplica({ redis, passwords, maxSessionsPerUser: 2 });
    const { username, email, password } = newAccount();
    await new Visitor().post(capped.app, "/register", { username, email, password });
    const devices = [];
    for (let device = 1; device <= 3; device += 1) {
      devices.push(await signIn(capped.app, { username, password }));
    }
    expect(await Promise.all(devices.map(isSignedIn))).toEqual([false, true, true]);
  });
});
