import type { Express } from "express";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { createPasswordHasher, type PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { newAccount } from "../support/account.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startReplica, type Replica } from "../support/start-replica.ts";
import { Visitor } from "../support/visitor.ts";

let redis: RedisServer;
let passwords: PasswordHasher;
let replicas: [Replica, Replica];
let account: { username: string; email: string; password: string };
/** Addresses that no other test uses. */
let subnet = 0;

const limits = {
  device: { attempts: 3, seconds: 60 },
  address: { attempts: 6, seconds: 60 },
  account: { attempts: 5, seconds: 60 },
  suspect: { attempts: 1, seconds: 60 },
  password: { attempts: 3, seconds: 60 },
  registration: { attempts: 4, seconds: 60 },
};

beforeAll(async () => {
  redis = await startRedisServer();
  passwords = createPasswordHasher({ cost: 4 });
  const options = { redis, passwords, limits, trustProxy: ["loopback"] };
  replicas = await Promise.all([
    startReplica({ ...options, replica: "app-1" }),
    startReplica({ ...options, replica: "app-2" }),
  ]);
});

afterAll(async () => {
  await passwords.close();
  await redis.stop();
});

beforeEach(async () => {
  subnet += 1;
  account = newAccount();
  await new Visitor().post(replicas[0].app, "/register", account, from(254));
});

function from(machine: number): Readonly<Record<string, string>> {
  return { "X-Forwarded-For": `10.0.${subnet}.${machine}` };
}

async function login(
  visitor: Visitor,
  { password = "wrong horse", username = account.username, machine = 1, replica = 0 } = {},
) {
  const { app } = replica === 0 ? replicas[0] : replicas[1];
  return visitor.post(app, "/login", { username, password }, from(machine));
}

async function statusesOf(count: number, attempt: (index: number) => Promise<{ status: number }>) {
  const statuses = [];
  for (let index = 0; index < count; index += 1) statuses.push((await attempt(index)).status);
  return statuses;
}

describe("passwords tried for one account from one address", () => {
  it("are refused after the limit with 429 and Retry-After, counted by all replicas together", async () => {
    const statuses = await statusesOf(5, (index) => login(new Visitor(), { replica: index % 2 }));
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const refused = await login(new Visitor());
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(60);
    expect(refused.text).toContain("Too many attempts");
  });

  it("are refused also when the password is right, so that the answer tells nothing", async () => {
    await statusesOf(3, () => login(new Visitor()));
    expect((await login(new Visitor(), { password: account.password })).status).toBe(429);
  });

  it("do not slip through when they come at once", async () => {
    const verify = vi.spyOn(passwords, "verify");
    const attempts = Array.from({ length: 12 }, (_, index) => login(new Visitor(), { replica: index % 2 }));
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(3);
    expect(verify).toHaveBeenCalledTimes(3);
    verify.mockRestore();
  });

  it("are counted for an account that does not exist as well", async () => {
    const { username } = newAccount();
    expect(await statusesOf(4, () => login(new Visitor(), { username }))).toEqual([401, 401, 401, 429]);
  });

  it("are forgotten once the right one was given", async () => {
    for (let round = 0; round < 2; round += 1) {
      expect(await statusesOf(2, () => login(new Visitor()))).toEqual([401, 401]);
      expect((await login(new Visitor(), { password: account.password })).status).toBe(303);
    }
  });
});

describe("passwords tried from one address for many accounts", () => {
  it("are refused after the limit", async () => {
    const attempt = () => login(new Visitor(), { username: newAccount().username });
    expect(await statusesOf(8, attempt)).toEqual([401, 401, 401, 401, 401, 401, 429, 429]);
  });

  it("count once for all of the 64 bits that an IPv6 customer has", async () => {
    const attempt = (index: number) => {
      const { username } = newAccount();
      const address = { "X-Forwarded-For": `2001:db8:0:${subnet}::${index + 1}` };
      return new Visitor().post(replicas[0].app, "/login", { username, password: "wrong horse" }, address);
    };
    expect(await statusesOf(7, attempt)).toEqual([401, 401, 401, 401, 401, 401, 429]);
  });
});

describe("an account that many addresses attack", () => {
  const attack = () => statusesOf(10, (index) => login(new Visitor(), { machine: index + 10 }));

  it("lets each new address try a little, and no more", async () => {
    await attack();
    expect(await statusesOf(2, () => login(new Visitor(), { machine: 100 }))).toEqual([401, 429]);
  });

  it("is open to its owner at a new address still", async () => {
    await attack();
    const response = await login(new Visitor(), { machine: 101, password: account.password });
    expect(response.status).toBe(303);
  });

  it("is open to a browser that has signed in before, even beside an attacker at its own address", async () => {
    const owner = new Visitor();
    await login(owner, { password: account.password });
    await attack();
    await statusesOf(8, () => login(new Visitor(), { machine: 1 }));
    expect((await login(new Visitor(), { password: account.password, machine: 1 })).status).toBe(429);
    expect((await login(owner, { machine: 1 })).status).toBe(401);
    expect((await login(owner, { password: account.password, machine: 1 })).status).toBe(303);
  });

  it("has a limit for that browser, too", async () => {
    const thief = new Visitor();
    await login(thief, { password: account.password });
    const statuses = await statusesOf(4, (index) => login(thief.copy(), { machine: 50 + index }));
    expect(statuses).toEqual([401, 401, 401, 429]);
  });
});

describe("the cookie of a known browser", () => {
  async function statusWith(cookie: string): Promise<number> {
    await statusesOf(3, () => login(new Visitor()));
    const visitor = new Visitor();
    visitor.plant("HERTZ-DEVICE", cookie);
    return (await login(visitor, { password: account.password })).status;
  }

  it.each(["", "x", "account:mark.signature", "j:{}", "a".repeat(3000)])(
    "%j is worth nothing",
    async (cookie) => {
      expect(await statusWith(cookie)).toBe(429);
    },
  );

  it("of another account is worth nothing, nor is one that was changed", async () => {
    const stranger = newAccount();
    const browser = new Visitor();
    await browser.post(replicas[0].app, "/register", stranger, from(200));
    await login(browser, { ...stranger, machine: 200 });
    const cookie = browser.cookie("HERTZ-DEVICE") ?? "";
    expect(cookie).not.toContain(stranger.username);
    expect(await statusWith(cookie)).toBe(429);
    expect(await statusWith(`x${cookie}`)).toBe(429);
  });

  it("signs nobody in", async () => {
    const browser = new Visitor();
    await login(browser, { password: account.password });
    const cookie = browser.cookie("HERTZ-DEVICE") ?? "";
    const thief = new Visitor();
    thief.plant("HERTZ-DEVICE", cookie);
    expect((await thief.get(replicas[0].app, "/api/session")).status).toBe(401);
  });
});

describe("registrations from one address", () => {
  it("are refused after the limit", async () => {
    const register = () => new Visitor().post(replicas[0].app, "/register", newAccount(), from(3));
    expect(await statusesOf(6, register)).toEqual([303, 303, 303, 303, 429, 429]);
  });
});

describe("the password that a signed-in user gives again", () => {
  it("is limited on both pages together, so that a stolen session does not find it out", async () => {
    const thief = new Visitor();
    await login(thief, { password: account.password });
    const { app } = replicas[1];
    const post = (index: number) =>
      index % 2 === 0
        ? thief.post(app, "/sessions/revoke", { end: "others", password: "wrong horse" })
        : thief.post(app, "/password", { current: "wrong horse", password: "another horse" });
    expect(await statusesOf(4, post)).toEqual([403, 403, 403, 429]);
  });
});

describe("without Redis", () => {
  it("nobody has unlimited attempts: the answer is 503 before a password is looked at", async () => {
    const own = await startRedisServer();
    try {
      const replica = await startReplica({ redis: own, passwords });
      const verify = vi.spyOn(passwords, "verify");
      const attempt = (app: Express) => new Visitor().post(app, "/login", account);
      own.pause();
      expect((await attempt(replica.app)).status).toBe(503);
      replica.client.disconnect();
      const response = await attempt(replica.app);
      expect([response.status, response.headers["retry-after"]]).toEqual([503, "1"]);
      expect(verify).not.toHaveBeenCalled();
      verify.mockRestore();
    } finally {
      await own.stop();
    }
  });
});
