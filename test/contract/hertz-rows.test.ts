import { HertzStore } from "hertz-sessions/hertz";
import { describeSessionStore, storeAbilities } from "hertz-sessions/testing";
import type { StoreAbility, TestRunner } from "hertz-sessions/testing";
import { afterAll, beforeAll, describe, it } from "vitest";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { storeClients } from "../support/store-clients.ts";

let server: RedisServer;
let cases = 0;

beforeAll(async () => {
  server = await startRedisServer();
});

afterAll(() => server.stop());

/**
 * Replicas of others follow no session to another id. These rows have no place for a user, for a version of their data, or for a `maxAge` of the session's own, which Hertz keeps for one response
 * only. What hangs is tried with the rows of connect-redis, which stand on the same class.
 */
const lacking: readonly StoreAbility[] = ["users", "versions", "migrations", "rotate", "deadlines"];
const ownMaxAge = /maxAge|cookie whose attributes options\(\) changed/;

const concurrent: TestRunner["it"] = it.concurrent;

function register(name: string, body: () => Promise<void>): void {
  if (!ownMaxAge.test(name)) concurrent(name, body);
}

describeSessionStore(
  "HertzStore over one server",
  async ({ secrets, ...options }) => {
    const keyPrefix = `contract-${(cases += 1)}:`;
    const keyPairs = secrets.flatMap((secret) => [secret, null]);
    const cookie = { maxAge: 0, ...options.cookie };
    const common = { deadlineMs: 10_000, maxLength: 0, ...options, cookie, keyPairs, keyPrefix };
    const [first, second] = [
      await storeClients.ioredis.server(server.url),
      await storeClients.ioredis.server(server.url),
    ];
    return {
      first: new HertzStore({ ...common, client: first.client }),
      second: new HertzStore({ ...common, client: second.client }),
      close: async () => {
        for (const each of [first, second]) each.close();
      },
    };
  },
  { describe, it: register },
  storeAbilities.filter((ability) => !lacking.includes(ability)),
);
