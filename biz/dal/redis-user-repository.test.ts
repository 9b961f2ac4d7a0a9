import { randomUUID } from "node:crypto";
import { once } from "node:events";

import { Cluster, type Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { describeUserRepository, someone } from "../../test/support/describe-user-repository.ts";
import { startRedisServer, type RedisServer } from "../../test/support/redis-server.ts";
import { RedisDeadlineError } from "./redis-deadline.ts";
import { RedisUserRepository } from "./redis-user-repository.ts";
import { UserExistsError, UserRecordError, UserStoreError } from "./user-errors.ts";

let server: RedisServer;
let client: Redis;
let otherClient: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  client = await server.client();
  otherClient = await server.client();
});

afterAll(async () => {
  await server.stop();
});

describe("RedisUserRepository", () => {
  describeUserRepository(() => {
    const keyPrefix = `${randomUUID()}:`;
    return [
      new RedisUserRepository(client, { keyPrefix }),
      new RedisUserRepository(otherClient, { keyPrefix }),
    ];
  });

  it("create() leaves two keys that never expire", async () => {
    const { users, keyPrefix } = isolated();
    const { username, email } = await users.create(someone());
    expect(await client.ttl(`${keyPrefix}{user}:name:${username.toLowerCase()}`)).toBe(-1);
    expect(await client.ttl(`${keyPrefix}{user}:email:${email.toLowerCase()}`)).toBe(-1);
  });

  it("create() refused for its name leaves no key of its e-mail address", async () => {
    const { users, keyPrefix } = isolated();
    const { username } = await users.create(someone());
    const second = { ...someone(), username };
    await expect(users.create(second)).rejects.toBeInstanceOf(UserExistsError);
    expect(await client.exists(`${keyPrefix}{user}:email:${second.email.toLowerCase()}`)).toBe(0);
  });

  it.each(["not JSON", "{}", "[]", '{"id":"1","username":5}'])(
    "a record that is %s is an error with a code",
    async (text) => {
      const { users, keyPrefix } = isolated();
      await client.set(`${keyPrefix}{user}:name:ada`, text);
      const failure = users.findByUsername("ada");
      await expect(failure).rejects.toBeInstanceOf(UserRecordError);
      await expect(failure).rejects.toMatchObject({ code: "ERR_USER_RECORD" });
    },
  );

  it("a key of another type is a failure of the store", async () => {
    const { users, keyPrefix } = isolated();
    await client.rpush(`${keyPrefix}{user}:name:ada`, "a list");
    await expect(users.findByUsername("ada")).rejects.toMatchObject({ code: "ERR_USER_STORE", status: 503 });
  });
});

describe("RedisUserRepository on Redis Cluster", () => {
  let node: RedisServer;
  let cluster: Cluster;

  beforeAll(async () => {
    node = await startRedisServer({
      args: ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"],
    });
    // One node that holds every slot refuses what a cluster of many does: a command or script with keys of two slots.
    await (await node.client()).cluster("ADDSLOTS", ...Array.from({ length: 16_384 }, (_, slot) => slot));
    cluster = new Cluster([{ host: "127.0.0.1", port: node.port }]);
    await once(cluster, "ready");
  });

  afterAll(async () => {
    cluster.disconnect();
    await node.stop();
  });

  describeUserRepository(() => {
    const keyPrefix = `${randomUUID()}:`;
    return [new RedisUserRepository(cluster, { keyPrefix }), new RedisUserRepository(cluster, { keyPrefix })];
  });
});

describe("RedisUserRepository when a reply was lost", () => {
  it("create() succeeds although ioredis sent each of its writes twice", async () => {
    const { keyPrefix } = isolated();
    const newUser = someone();
    const user = await new RedisUserRepository(sendingTwice(client), { keyPrefix }).create(newUser);
    expect(await new RedisUserRepository(client, { keyPrefix }).findByUsername(newUser.username)).toEqual(
      user,
    );
    expect(await client.ttl(`${keyPrefix}{user}:email:${newUser.email.toLowerCase()}`)).toBe(-1);
  });
});

describe("RedisUserRepository without Redis", () => {
  it("rejects with UserStoreError at the deadline when Redis hangs", async () => {
    const own = await startRedisServer();
    try {
      const users = new RedisUserRepository(await own.client(), { deadlineMs: 50 });
      own.pause();
      const failure = users.findByUsername("ada");
      await expect(failure).rejects.toBeInstanceOf(UserStoreError);
      await expect(failure).rejects.toMatchObject({
        status: 503,
        headers: { "Retry-After": "1" },
        cause: expect.any(RedisDeadlineError),
      });
    } finally {
      await own.stop();
    }
  });

  it("create() that met a hanging Redis leaves nothing behind when Redis goes on", async () => {
    const own = await startRedisServer();
    try {
      const direct = await own.client();
      const users = new RedisUserRepository(pausingAtWrite(direct, own), { deadlineMs: 200 });
      const newUser = someone();
      await expect(users.create(newUser)).rejects.toMatchObject({ code: "ERR_USER_STORE", status: 503 });
      own.resume();
      // The script came before this in the same connection, so it has been run when the answer is there.
      expect(await direct.dbsize()).toBe(0);
      await expect(new RedisUserRepository(direct).create(newUser)).resolves.toMatchObject(newUser);
    } finally {
      await own.stop();
    }
  });

  it("rejects at once, without queueing the command, while there is no connection", async () => {
    const own = await startRedisServer();
    try {
      const lost = await own.client();
      const users = new RedisUserRepository(lost);
      const closed = once(lost, "close");
      await own.kill();
      await closed;
      const newUser = someone();
      await expect(users.create(newUser)).rejects.toBeInstanceOf(UserStoreError);
      const ready = untilReady(lost);
      await own.restart();
      await ready;
      expect(await lost.dbsize()).toBe(0);
      await expect(users.create(newUser)).resolves.toMatchObject(newUser);
    } finally {
      await own.stop();
    }
  });
});

function isolated(): { users: RedisUserRepository; keyPrefix: string } {
  const keyPrefix = `${randomUUID()}:`;
  return { users: new RedisUserRepository(client, { keyPrefix }), keyPrefix };
}

// Not events.once(): it rejects at the "error" of an attempt to connect that fails.
function untilReady(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    redis.once("ready", resolve);
  });
}

/** The client of a server that begins to hang at the moment when a script with a change is sent to it. */
function pausingAtWrite(redis: Redis, hanging: RedisServer): Redis {
  return new Proxy(redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        if (name === "eval" && String(args[0]).includes("SET")) hanging.pause();
        return Reflect.apply(value, target, args);
      };
    },
  });
}

/** The client as it looks after a broken connection: a command runs, its reply is lost, and it runs again. */
function sendingTwice(redis: Redis): Redis {
  const again = new Set<PropertyKey>(["eval"]);
  return new Proxy(redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]): Promise<unknown> => {
        if (again.has(name)) await Reflect.apply(value, target, args);
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
}
