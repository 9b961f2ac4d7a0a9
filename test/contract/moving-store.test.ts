import { afterAll, beforeAll, describe, it } from "vitest";
import { ConnectRedisStore } from "hertz-sessions/express-session";
import { MovingStore } from "hertz-sessions/redis";
import { describeSessionStore } from "hertz-sessions/testing";
import type { CreateStores } from "hertz-sessions/testing";
import { abilitiesAtOnce } from "../support/redis-stores.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { storeClients } from "../support/store-clients.ts";

let server: RedisServer;
let cases = 0;

beforeAll(async () => {
  server = await startRedisServer();
});

afterAll(() => server.stop());

const createStores: CreateStores = async (options) => {
  const keyPrefix = `moving-${(cases += 1)}:`;
  const clients = [
    await storeClients.ioredis.server(server.url),
    await storeClients.ioredis.server(server.url),
  ];
  const [first, second] = clients.map(({ client }) => {
    const { secrets, serializer } = options;
    const from = new ConnectRedisStore({ client, secrets, serializer, prefix: `${keyPrefix}before:` });
    return new MovingStore({ deadlineMs: 10_000, ...options, keyPrefix, from, move: true });
  });
  if (!first || !second) throw new TypeError("There are two clients");
  return {
    first,
    second,
    close: async () => {
      for (const { close } of clients) await Promise.resolve(close());
    },
  };
};

describeSessionStore("MovingStore", createStores, { describe, it: it.concurrent }, abilitiesAtOnce);
