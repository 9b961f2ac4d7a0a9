import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createPasswordHasher, type PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { newAccount, signedInVisitor } from "../support/account.ts";
import { countCommands } from "../support/command-counter.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startReplica, type Replica } from "../support/start-replica.ts";
import { Visitor } from "../support/visitor.ts";

let redis: RedisServer;
let passwords: PasswordHasher;
let first: Replica;
let second: Replica;
/** A connection of its own, which asks for the numbers. */
let counter: Redis;

beforeAll(async () => {
  redis = await startRedisServer();
  passwords = createPasswordHasher({ cost: 4 });
  first = await startReplica({ redis, passwords, replica: "app-1" });
  second = await startReplica({ redis, passwords, replica: "app-2" });
  counter = await redis.client();
  // Each connection begins with questions of its own, about the server and its clock.
  for (const { app } of [first, second]) await signedInVisitor(app);
});

afterAll(async () => {
  await passwords.close();
  await redis.stop();
});

describe("what a request costs Redis", () => {
  it("GET /index.html without a cookie: no command", async () => {
    const counts = await countCommands(counter, async () => {
      expect((await new Visitor().get(first.app, "/index.html")).status).toBe(302);
    });
    expect(counts).toEqual({});
  });

  it("GET /index.html with a cookie that was tampered with: no command", async () => {
    const counts = await countCommands(counter, async () => {
      const cookie = { Cookie: "HERTZ-SESSION=abcdefghijklmnopqrstuvwxyz" };
      expect((await new Visitor().get(first.app, "/index.html", cookie)).status).toBe(302);
    });
    expect(counts).toEqual({});
  });

  it("GET /api/session with a session: one command", async () => {
    const { visitor } = await signedInVisitor(first.app);
    for (const { app } of [first, second, first, second]) {
      const counts = await countCommands(counter, async () => {
        expect((await visitor.get(app, "/api/session")).status).toBe(200);
      });
      expect(Object.values(counts)).toEqual([1]);
    }
  });

  it("a login page, a static file, a page that is not there, without a cookie: no command", async () => {
    const counts = await countCommands(counter, async () => {
      const paths = [
        "/",
        "/login.html",
        "/register.html",
        "/static/site.css",
        "/nowhere",
        "/ping",
        "/healthz",
      ];
      for (const path of paths) await new Visitor().get(first.app, path);
      await new Visitor().post(first.app, "/logout");
    });
    expect(counts).toEqual({});
  });

  it("a static file with a session: no command", async () => {
    const { visitor } = await signedInVisitor(first.app);
    const counts = await countCommands(counter, async () => {
      expect((await visitor.get(first.app, "/static/site.css")).status).toBe(200);
    });
    expect(counts).toEqual({});
  });

  it("a wrong login without a cookie: three counts, and the mark between two looks at the user", async () => {
    const counts = await countCommands(counter, async () => {
      const { username, password } = newAccount();
      expect((await new Visitor().post(first.app, "/login", { username, password })).status).toBe(401);
    });
    expect(counts).toMatchObject({ get: 2, hget: 1, evalsha: 4 });
  });

  it("an illegal form: no command", async () => {
    const counts = await countCommands(counter, async () => {
      await new Visitor().post(first.app, "/login", { username: "ada" });
      await new Visitor().post(first.app, "/register", { username: "ada" });
    });
    expect(counts).toEqual({});
  });
});
