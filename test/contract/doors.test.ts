import { afterAll, beforeAll, describe, it } from "vitest";
import { CookieStore } from "hertz-sessions/cookie";
import { MemoryStore } from "hertz-sessions/memory";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import { contractCases, runContractCase, sealedStoreAbilities, storeAbilities } from "hertz-sessions/testing";
import type { CreateStores, StoreAbility } from "hertz-sessions/testing";
import type { AnyStore } from "../../pkg/sessions/src/core/sealed-store.ts";
import { hosts } from "../support/hosts.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

// The whole contract again, through every door: what a session promises, it promises on each.

let server: RedisServer;
let cases = 0;

beforeAll(async () => {
  server = await startRedisServer();
});

afterAll(() => server.stop());

const onMemory: CreateStores<AnyStore> = async (options) => {
  const store = new MemoryStore(options);
  return { first: store, second: store, close: () => Promise.resolve() };
};

const inCookies: CreateStores<AnyStore> = async (options) => ({
  first: new CookieStore(options),
  second: new CookieStore(options),
  close: () => Promise.resolve(),
});

const onRedis: CreateStores<AnyStore> = async (options) => {
  const keyPrefix = `doors-${(cases += 1)}:`;
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
};

const stores: readonly (readonly [string, CreateStores<AnyStore>, readonly StoreAbility[]])[] = [
  ["MemoryStore", onMemory, storeAbilities.filter((ability) => ability !== "deadlines")],
  ["CookieStore", inCookies, sealedStoreAbilities],
  ["RedisStore", onRedis, storeAbilities],
];

describe.each(Object.entries(hosts))("on %s", (_host, startHost) => {
  describe.each(stores)("%s", (_store, createStores, abilities) => {
    for (const contractCase of contractCases.filter(({ ability }) => abilities.includes(ability))) {
      const { rule, name } = contractCase;
      // Those of lifetimes wait for the clock, and for nobody else: together they wait once.
      const run = rule === "S7" ? it.concurrent : it;
      run(`${rule}: ${name}`, () => runContractCase(contractCase, createStores, startHost));
    }
  });
});
