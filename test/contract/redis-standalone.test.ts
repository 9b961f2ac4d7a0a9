import { afterAll, beforeAll, describe, it } from "vitest";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import { describeSessionStore } from "hertz-sessions/testing";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

let server: RedisServer;
let cases = 0;

beforeAll(async () => {
  server = await startRedisServer();
});

afterAll(() => server.stop());

describeSessionStore(
  "RedisStore over ioredis",
  async (options) => {
    const keyPrefix = `contract-${(cases += 1)}:`;
    const clients = [connectRedis({ url: server.url }), connectRedis({ url: server.url })] as const;
    return {
      first: new RedisStore({ ...options, keyPrefix, client: clients[0] }),
      second: new RedisStore({ ...options, keyPrefix, client: clients[1] }),
      hang: async () => {
        server.pause();
        return async () => server.resume();
      },
      close: async () => {
        for (const client of clients) client.disconnect();
      },
    };
  },
  { describe, it },
);
