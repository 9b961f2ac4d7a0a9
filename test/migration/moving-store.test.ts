import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connectRedis, MovingStore } from "hertz-sessions/redis";
import type { MovingStoreOptions, RedisStoreOptions } from "hertz-sessions/redis";
import type { AnyStore } from "hertz-sessions";
import { HertzStore } from "hertz-sessions/hertz";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { startConnectRedisReplica, startLibraryReplica } from "../support/migrating-replica.ts";
import type { MigratingReplica } from "../support/migrating-replica.ts";
import { MigratingVisitor } from "../support/migrating-visitor.ts";
import { createMovingStores, SECRET } from "../support/moving-stores.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

const NAME = "connect.sid";
const OLDER = "an older secret of the tests, as long";

let server: RedisServer;
let redis: Redis;
let client: RedisStoreOptions["client"];

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
  const own = connectRedis({ url: server.url });
  server.adopt(own);
  client = own;
});

afterAll(() => server.stop());

async function replicaOn(store: AnyStore): Promise<MigratingReplica> {
  const replica = await startLibraryReplica(NAME, store);
  onTestFinished(() => replica.close());
  return replica;
}

/** A replica of each deploy. Two move sessions, each with a client of its own. */
async function replicas(options: Partial<Omit<MovingStoreOptions, "from" | "move">> = {}) {
  const other = connectRedis({ url: server.url });
  onTestFinished(() => other.disconnect());
  const stores = createMovingStores(client, options);
  const old = await startConnectRedisReplica(server.url, { secret: SECRET });
  onTestFinished(() => old.close());
  return {
    old,
    before: await replicaOn(stores.before),
    ready: await replicaOn(stores.ready),
    moving: await replicaOn(stores.moving),
    alsoMoving: await replicaOn(createMovingStores(other, options).moving),
    after: await replicaOn(stores.after),
    visitor: new MigratingVisitor(),
  };
}

/** The key of the row that a cookie of express-session leads to. */
function oldKeyOf(visitor: MigratingVisitor): string {
  const value = decodeURIComponent(visitor.jar.get(NAME) ?? "");
  return `sess:${value.slice(2, value.lastIndexOf("."))}`;
}

/** A server that is asked and does not answer before it is told to. */
async function startGate() {
  const gate = createServer().listen(0, "127.0.0.1");
  await once(gate, "listening");
  onTestFinished(() => void gate.close());
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  const asked = once(gate, "request") as Promise<[unknown, { end(): void }]>;
  return { url, asked };
}

describe("a session of connect-redis", () => {
  it("moves when it is read, with all its values, to a row and a cookie of this library", async () => {
    const { old, moving, after, visitor } = await replicas();
    await visitor.login(old, "ada");
    await visitor.set(old, "cart");
    const key = oldKeyOf(visitor);
    expect(await visitor.values(moving)).toEqual({ user: "ada", cart: "here" });
    expect(visitor.jar.get(NAME)).toMatch(/^[\w-]{47}\.[\w-]{43}$/);
    expect(await redis.exists(key)).toBe(0);
    expect(await visitor.values(after)).toEqual({ user: "ada", cart: "here" });
    expect((await visitor.set(after, "more")).values).toEqual({ user: "ada", cart: "here", more: "here" });
  });

  it("is found under its old cookie as long as it lives, by replicas that move and by those that do not yet", async () => {
    const { old, moving, alsoMoving, ready, visitor } = await replicas();
    await visitor.login(old, "ada");
    const [second, third] = [visitor.copy(), visitor.copy()];
    await visitor.set(moving, "first");
    expect((await second.set(alsoMoving, "second")).values).toEqual({
      user: "ada",
      first: "here",
      second: "here",
    });
    expect((await third.set(ready, "third")).values).toMatchObject({ first: "here", third: "here" });
    expect(await visitor.values(moving)).toMatchObject({ second: "here", third: "here" });
  });

  it("stays where it is, as connect-redis has it, while no replica moves sessions; and so begin new ones", async () => {
    const { old, ready, before, visitor } = await replicas();
    await visitor.login(ready, "ada");
    expect((await visitor.set(old, "old")).values).toEqual({ user: "ada", old: "here" });
    expect((await visitor.set(ready, "ready")).values).toEqual({ user: "ada", old: "here", ready: "here" });
    expect(await visitor.values(before)).toEqual({ user: "ada", old: "here", ready: "here" });
    await visitor.login(ready, "eve");
    expect(await visitor.values(old)).toEqual({ user: "eve", old: "here", ready: "here" });
  });

  it("that moved signs in and out at a replica that does not move sessions", async () => {
    const { moving, ready, visitor } = await replicas();
    await visitor.login(moving, "ada");
    await visitor.login(ready, "eve");
    const copy = visitor.copy();
    expect(await visitor.values(moving)).toEqual({ user: "eve" });
    await visitor.send(ready, "POST", "/logout");
    expect(await copy.values(moving)).toEqual({});
  });

  it("keeps its own idle timeout, its flashes, large numbers, and values in several lines", async () => {
    const { moving, visitor } = await replicas();
    const stores = createMovingStores(client);
    await visitor.login(await replicaOn(stores.before), "ada");
    const key = oldKeyOf(visitor);
    const cookie = '{"originalMaxAge":60000,"expires":"2020-01-01T00:00:00.000Z","path":"/"}';
    await redis.set(
      key,
      `{"cookie":${cookie},"_flash":["a","b","a"],"big":12345678901234567890,"list":[\n\t1\n]}`,
    );
    const cookieBefore = visitor.cookie ?? "";
    expect(await visitor.values(moving)).toEqual({ big: 12345678901234567000, list: [1] });
    const id = visitor.jar.get(NAME)?.slice(0, 47) ?? "";
    const moved = await stores.after.open(id);
    expect(moved?.flashes()).toEqual(["a", "b", "a"]);
    const [row] = await redis.mget(`session:{${id.slice(0, 4)}}${moved?.handle.slice(4)}`);
    expect(row).toContain('\n"big"\t12345678901234567890');
    expect(row).toMatch(/^@\t1\t\d{13}\t\d{13}\t60m\t\t0\n/);
    expect(cookieBefore).not.toContain(id);
  });
});

describe("two replicas that move one session at once", () => {
  it("move it once, and both find what either has left there", async () => {
    const { old, moving, alsoMoving } = await replicas();
    for (let round = 0; round < 30; round += 1) {
      const visitor = new MigratingVisitor();
      await visitor.login(old, "ada");
      const [one, other] = [visitor.copy(), visitor.copy()];
      const answers = await Promise.all([one.set(moving, "one"), other.set(alsoMoving, "other")]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(one.cookie).toBe(other.cookie);
      expect(await one.values(moving)).toEqual({ user: "ada", one: "here", other: "here" });
    }
  });
});

describe("a request that read the session before it moved", () => {
  it.each(["ready", "before"] as const)("at a replica of the deploy %s", async (deploy) => {
    const stage = await replicas();
    const { old, moving, visitor } = stage;
    await visitor.login(old, "ada");
    const gate = await startGate();
    const slow = visitor.copy().set(stage[deploy], "slow", gate.url);
    const [, response] = await gate.asked;
    await visitor.set(moving, "quick");
    response.end();
    const { status } = await slow;
    // Without the deploy in between, the change is refused and not lost in silence.
    expect(status).toBe(deploy === "ready" ? 200 : 401);
    const slowKey = deploy === "ready" ? { slow: "here" } : {};
    expect(await visitor.values(moving)).toEqual({ user: "ada", quick: "here", ...slowKey });
  });
});

describe("a logout while the session moves", () => {
  it.each(["ready", "moving"] as const)("ends it, at a replica of the deploy %s", async (deploy) => {
    const stage = await replicas();
    for (let round = 0; round < 30; round += 1) {
      const visitor = new MigratingVisitor();
      await visitor.login(stage.old, "ada");
      const [leaving, staying, later] = [visitor.copy(), visitor.copy(), visitor.copy()];
      const [{ status }] = await Promise.all([
        leaving.send(stage[deploy], "POST", "/logout"),
        staying.set(stage.alsoMoving, "late"),
      ]);
      expect(status).toBe(200);
      for (const copy of [later, staying]) {
        expect((await copy.values(stage.moving))["user"]).toBeUndefined();
      }
      expect(await redis.exists(oldKeyOf(visitor))).toBe(0);
    }
  });

  it("ends it when the session moves after the request has read it", async () => {
    const { old, ready, moving, visitor } = await replicas();
    await visitor.login(old, "ada");
    const [leaving, moved] = [visitor.copy(), visitor.copy()];
    const store = createMovingStores(client).ready;
    const held = await store.open(oldKeyOf(visitor).slice("sess:".length));
    await moved.set(moving, "moved");
    await held?.destroy();
    for (const copy of [leaving, moved]) expect(await copy.values(ready)).toEqual({});
  });
});

describe("a Redis that takes no writes", () => {
  it("is still read: the session stays where it is until writes are taken", async () => {
    const { old, moving, visitor } = await replicas();
    await visitor.login(old, "ada");
    const cookie = visitor.cookie;
    await redis.config("SET", "min-replicas-to-write", 1);
    try {
      expect(await visitor.values(moving)).toEqual({ user: "ada" });
      expect((await visitor.set(moving, "refused")).status).toBe(503);
    } finally {
      await redis.config("SET", "min-replicas-to-write", 0);
    }
    expect(visitor.cookie).toBe(cookie);
    expect(await visitor.values(moving)).toEqual({ user: "ada" });
    expect(visitor.cookie).not.toBe(cookie);
  });
});

describe("a secret that is rotated meanwhile", () => {
  it("does not part replicas that know both", async () => {
    const { old, moving, visitor } = await replicas({ secrets: [OLDER, SECRET] });
    const rotated = await replicaOn(createMovingStores(client, { secrets: [SECRET, OLDER] }).moving);
    await visitor.login(old, "ada");
    const copy = visitor.copy();
    await visitor.set(moving, "first");
    expect(await copy.values(rotated)).toEqual({ user: "ada", first: "here" });
  });
});

describe("MovingStore", () => {
  it("moves sessions of Hertz likewise", async () => {
    const keyPairs = ["a hash key of 32 bytes or more, as gorilla has it"];
    const from = new HertzStore({ client, keyPairs });
    const before = await replicaOn(from);
    const moving = await replicaOn(new MovingStore({ from, move: true, secrets: [SECRET] }));
    const visitor = new MigratingVisitor();
    await visitor.login(before, "ada");
    const copy = visitor.copy();
    expect(await visitor.values(moving)).toEqual({ user: "ada" });
    expect((await copy.set(moving, "more")).values).toEqual({ user: "ada", more: "here" });
    expect(visitor.cookie).toBe(copy.cookie);
  });

  it("binds no session to a user that is not to move yet, and waits for no replicas then", async () => {
    const { ready } = createMovingStores(client);
    const { visitor, before } = await replicas();
    await visitor.login(before, "ada");
    const held = await ready.open(oldKeyOf(visitor).slice("sess:".length));
    await expect(held?.bind("user-1")).rejects.toMatchObject({ code: "ERR_SESSION_NO_USER_INDEX" });
    held?.set("key", "value");
    await expect(held?.save({ wait: 1 })).rejects.toMatchObject({ code: "ERR_SESSION_NO_REPLICAS" });
    await expect(held?.rotate()).rejects.toMatchObject({ code: "ERR_SESSION_NO_ROTATION" });
  });
});
