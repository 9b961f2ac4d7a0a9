import { afterAll, beforeAll, describe, it } from "vitest";
import { describeSessionStore } from "hertz-sessions/testing";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { abilitiesAtOnce, createStoresOver } from "../support/redis-stores.ts";
import { storeClients } from "../support/store-clients.ts";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedisServer();
});

afterAll(() => server.stop());

describeSessionStore(
  "RedisStore over node-redis",
  createStoresOver(() => storeClients["node-redis"].server(server.url)),
  { describe, it: it.concurrent },
  abilitiesAtOnce,
);
