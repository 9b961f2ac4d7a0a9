import { afterAll, beforeAll, describe, it } from "vitest";
import { ConnectRedisStore } from "hertz-sessions/express-session";
import { describeSessionStore, storeAbilities } from "hertz-sessions/testing";
import type { StoreAbility } from "hertz-sessions/testing";
import type { SessionStoreOptions } from "hertz-sessions";
import { startRedisCluster } from "../support/redis-cluster.ts";
import type { RedisCluster } from "../support/redis-cluster.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import type { StoreClient } from "../support/redis-stores.ts";
import { storeClients } from "../support/store-clients.ts";

let server: RedisServer;
let cluster: RedisCluster;
let cases = 0;

beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedisServer(), startRedisCluster()]);
});

afterAll(() => Promise.all([server.stop(), cluster.stop()]));

/** These rows have no place for a user or a version of their data, and replicas of others follow no session to another id. */
const lacking: readonly StoreAbility[] = ["users", "versions", "migrations", "rotate"];
const abilities = storeAbilities.filter((ability) => !lacking.includes(ability));

/** Without the abilities that need another server for each test: `hang` freezes all that use one. */
const abilitiesAtOnce = abilities.filter((ability) => ability !== "deadlines");

function createStoresOver(connect: () => Promise<StoreClient>) {
  return async ({ idleTimeout: ttl, ...options }: SessionStoreOptions) => {
    const prefix = `contract-${(cases += 1)}:`;
    const [first, second] = [await connect(), await connect()];
    const common = { deadlineMs: 10_000, ...options, ttl, prefix };
    return {
      first: new ConnectRedisStore({ ...common, client: first.client }),
      second: new ConnectRedisStore({ ...common, client: second.client }),
      hang: async () => {
        server.pause();
        return async () => server.resume();
      },
      close: async () => {
        await Promise.all([first.close(), second.close()]);
      },
    };
  };
}

describeSessionStore(
  "ConnectRedisStore over one server with ioredis",
  createStoresOver(() => storeClients.ioredis.server(server.url)),
  { describe, it },
  abilities,
);
describeSessionStore(
  "ConnectRedisStore over one server with node-redis",
  createStoresOver(() => storeClients["node-redis"].server(server.url)),
  { describe, it: it.concurrent },
  abilitiesAtOnce,
);
for (const library of ["ioredis", "node-redis"] as const) {
  describeSessionStore(
    `ConnectRedisStore over Redis Cluster with ${library}`,
    createStoresOver(() => storeClients[library].cluster(cluster.addresses)),
    { describe, it: it.concurrent },
    abilitiesAtOnce,
  );
}
