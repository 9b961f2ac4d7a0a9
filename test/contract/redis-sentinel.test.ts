import { afterAll, beforeAll, describe, it } from "vitest";
import { connectRedis } from "hertz-sessions/redis";
import { describeSessionStore } from "hertz-sessions/testing";
import { startRedisSentinel } from "../support/redis-sentinel.ts";
import type { RedisSentinelGroup } from "../support/redis-sentinel.ts";
import { abilitiesAtOnce, createStoresOver } from "../support/redis-stores.ts";
import { nodeRedisSentinel } from "../support/store-clients.ts";

let group: RedisSentinelGroup;

beforeAll(async () => {
  group = await startRedisSentinel();
});

afterAll(() => group.stop());

describeSessionStore(
  "RedisStore over ioredis with Sentinel",
  createStoresOver(() => {
    const client = connectRedis({ sentinels: group.sentinels, name: group.name });
    return { client, close: () => client.disconnect() };
  }),
  { describe, it: it.concurrent },
  abilitiesAtOnce,
);

describeSessionStore(
  "RedisStore over node-redis createSentinel()",
  createStoresOver(() => nodeRedisSentinel(group)),
  { describe, it: it.concurrent },
  abilitiesAtOnce,
);
