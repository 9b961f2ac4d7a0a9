import type { Redis } from "ioredis";
import { HertzStore } from "hertz-sessions/hertz";
import { connectRedis } from "hertz-sessions/redis";
import type { RedisStoreOptions } from "hertz-sessions/redis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { buildGoPeer } from "../support/go-peer.ts";
import type { GoPeer } from "../support/go-peer.ts";
import { startLibraryReplica } from "../support/migrating-replica.ts";
import { MigratingVisitor } from "../support/migrating-visitor.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

const NAME = "HERTZ-SESSION";
const HASH = "a hash key of the tests, 32 long.";
const OTHER_HASH = "another hash key of these, as long";
const BLOCK = "a block key with these 32 bytes.";

type Keys = readonly (string | null)[];

let server: RedisServer;
let redis: Redis;
let client: RedisStoreOptions["client"];
let peer: GoPeer;

beforeAll(async () => {
  [server, peer] = await Promise.all([startRedisServer(), buildGoPeer()]);
  redis = await server.client();
  const own = connectRedis({ url: server.url });
  server.adopt(own);
  client = own;
}, 120_000);

afterAll(() => Promise.all([server.stop(), peer.remove()]));

/** A service in Go and one with this library, over the same rows. */
async function services(goKeys: Keys, keyPairs: Keys = goKeys) {
  const store = new HertzStore({ client, keyPairs });
  const go = await peer.start(server.port, goKeys);
  const node = await startLibraryReplica(NAME, store);
  onTestFinished(async () => {
    await Promise.all([go.close(), node.close()]);
  });
  return { go, node, store, visitor: new MigratingVisitor() };
}

describe.each<[string, Keys]>([
  ["signed cookies", [HASH]],
  ["encrypted cookies", [HASH, BLOCK]],
])("a service in Go and one in Node.js with %s", (_name, keys) => {
  it("share a session that began in Go", async () => {
    const { go, node, visitor } = await services(keys);
    await visitor.login(go, "ada");
    expect((await visitor.set(node, "node")).values).toEqual({ user: "ada", node: "here" });
    expect((await visitor.set(go, "go")).values).toEqual({ user: "ada", node: "here", go: "here" });
    expect(await visitor.values(node)).toEqual({ user: "ada", node: "here", go: "here" });
  });

  it("share a session that began in Node.js, in one row under `session_`, which lives for 30 days", async () => {
    const { go, node, visitor } = await services(keys);
    const before = new Set(await redis.keys("session_*"));
    await visitor.login(node, "ada");
    expect(await visitor.values(go)).toEqual({ user: "ada" });
    const [key = "", ...others] = (await redis.keys("*")).filter((found) => !before.has(found));
    expect(others).toEqual([]);
    expect(key).toMatch(/^session_[A-Z2-7]{52}$/);
    expect(await redis.get(key)).toBe('{"user":"ada"}');
    expect(await redis.ttl(key)).toBeGreaterThan(2_591_990);
  });

  it("end a session for both", async () => {
    const { go, node, visitor } = await services(keys);
    for (const [ending, asked] of [
      [go, node],
      [node, go],
    ] as const) {
      await visitor.login(asked, "ada");
      const copy = visitor.copy();
      await visitor.send(ending, "POST", "/logout");
      expect(await copy.values(asked)).toEqual({});
    }
  });
});

describe("key rotation", () => {
  it("lets each side read cookies of an older pair", async () => {
    const old = await services([HASH, BLOCK]);
    const rotated = await services([OTHER_HASH, null, HASH, BLOCK]);
    for (const [before, after] of [
      [old.go, rotated.node],
      [old.node, rotated.go],
    ] as const) {
      const visitor = new MigratingVisitor();
      await visitor.login(before, "ada");
      expect(await visitor.values(after)).toEqual({ user: "ada" });
    }
  });

  it("signs anew here with the newest pair, which the other side reads if it knows it", async () => {
    const { go, visitor } = await services([HASH]);
    const { node, go: rotatedGo } = await services([OTHER_HASH, BLOCK, HASH]);
    await visitor.login(go, "ada");
    await visitor.values(node);
    expect(await visitor.values(rotatedGo)).toEqual({ user: "ada" });
    expect(await visitor.values(go)).toEqual({});
  });
});

describe("flashes", () => {
  it("that one side left are read once by the other", async () => {
    const { go, store, visitor } = await services([HASH]);
    await visitor.send(go, "POST", "/flash/saved");
    await visitor.send(go, "POST", "/flash/again");
    const keys = await redis.keys("session_*");
    const rows = await Promise.all(keys.map(async (each) => [each, await redis.get(each)] as const));
    const [id = ""] = rows.find(([, row]) => row === '{"_flash":["saved","again"]}') ?? [];
    const session = await store.open<{ n: number }>(id.slice("session_".length));
    expect(session?.flashes()).toEqual(["saved", "again"]);
    session?.addFlash("from here");
    await session?.save();
    expect((await visitor.send(go, "POST", "/flashes")).values).toEqual({ flashes: ["from here"] });
    expect((await visitor.send(go, "POST", "/flashes")).values).toEqual({ flashes: null });
  });
});
