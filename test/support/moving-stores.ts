import { ConnectRedisStore } from "hertz-sessions/express-session";
import { MovingStore, RedisStore } from "hertz-sessions/redis";
import type { MovingStoreOptions, RedisStoreOptions } from "hertz-sessions/redis";

export const SECRET = "a secret of the tests, long enough";

/** The stores of the four deploys of an application that moves from connect-redis's rows to this library's own, on one client. */
export interface MovingStores {
  readonly before: ConnectRedisStore;
  readonly ready: MovingStore;
  readonly moving: MovingStore;
  readonly after: RedisStore;
}

export function createMovingStores(
  client: RedisStoreOptions["client"],
  options: Partial<Omit<MovingStoreOptions, "from" | "move">> = {},
): MovingStores {
  const before = new ConnectRedisStore({ client, secrets: [SECRET] });
  const others = { secrets: [SECRET], idleTimeout: 3600, ...options };
  return {
    before,
    ready: new MovingStore({ ...others, from: before, move: false }),
    moving: new MovingStore({ ...others, from: before, move: true }),
    after: new RedisStore({ ...others, client }),
  };
}
