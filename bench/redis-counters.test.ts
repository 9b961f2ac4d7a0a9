import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRedisServer } from "../test/support/redis-server.ts";
import type { RedisServer } from "../test/support/redis-server.ts";
import { countCommands, readCounters } from "./redis-counters.ts";

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

describe("countCommands()", () => {
  it("counts what a client sends, and not what a script calls", async () => {
    const client = await redis.client();
    const commands = await countCommands(client, async () => {
      await client.set("a", "1");
      await client.eval("redis.call('GET', KEYS[1]) redis.call('GET', KEYS[1])", 1, "a");
    });
    expect(commands).toBe(2);
  });
});

describe("readCounters()", () => {
  it("tells what Redis received, sent, used and holds", async () => {
    const client = await redis.client();
    const before = await readCounters(client);
    await client.set("b", "x".repeat(100_000));
    const after = await readCounters(client);
    expect(after.bytesIn - before.bytesIn).toBeGreaterThan(100_000);
    expect(after.memory - before.memory).toBeGreaterThan(90_000);
    expect(after.bytesOut).toBeGreaterThan(before.bytesOut);
    expect(after.cpuMicros).toBeGreaterThanOrEqual(before.cpuMicros);
  });
});
