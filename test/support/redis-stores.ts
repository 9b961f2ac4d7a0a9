import { RedisStore, type RedisStoreOptions } from "hertz-sessions/redis";
import { storeAbilities } from "hertz-sessions/testing";
import type { CreateStores } from "hertz-sessions/testing";

/** A client for a store, and how to end it. */
export interface StoreClient {
  readonly client: RedisStoreOptions["client"];
  /** Ends the client at once. */
  close(): unknown;
}

/** Milliseconds that are enough on a machine that is busy with other tests; a case that is about deadlines has its own. */
const deadlineMs = 10_000;

/** What stores are held to whose cases run at once on one server: none of them can freeze it. */
export const abilitiesAtOnce = storeAbilities.filter((ability) => ability !== "deadlines");

/** Counted over all clients of a test file, which share a server: its users' indexes are found by the prefix alone. */
let cases = 0;

/**
 * Makes two stores for each test of the contract, each with a client of its own, and both with a key prefix of their own.
 *
 * @param connect - connects one client
 */
export function createStoresOver(connect: () => StoreClient | Promise<StoreClient>): CreateStores {
  return async (options) => {
    const keyPrefix = `contract-${(cases += 1)}:`;
    const first = await connect();
    const second = await connect();
    return {
      first: new RedisStore({ deadlineMs, ...options, keyPrefix, client: first.client }),
      second: new RedisStore({ deadlineMs, ...options, keyPrefix, client: second.client }),
      close: async () => {
        await Promise.all([first.close(), second.close()]);
      },
    };
  };
}
