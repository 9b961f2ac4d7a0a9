import type { Redis } from "ioredis";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { RedisServer } from "../support/redis-server.ts";
import type { Backing } from "./backing.ts";
import { PROPERTY_OPTIONS } from "./memory-backing.ts";

const KEY_PREFIX = "property:";

/** Two stores, each with a connection of its own to one server, and a third connection that ages rows. */
export async function createRedisBackings(server: RedisServer): Promise<() => Promise<Backing>> {
  const side = await server.client();
  const createStore = (): RedisStore => {
    const client = connectRedis({ url: server.url });
    server.adopt(client);
    return new RedisStore({ ...PROPERTY_OPTIONS, keyPrefix: KEY_PREFIX, client });
  };
  const stores = [createStore(), createStore()] as const;
  let programs = 0;
  return async () => ({
    stores,
    mark: `-${(programs += 1)}`,
    pass: async (seconds, handles) => {
      await Promise.all(handles.map((handle) => age(side, keyOf(handle), seconds * 1000)));
    },
  });
}

function keyOf(handle: string): string {
  return `${KEY_PREFIX}{${handle.slice(0, 4)}}${handle.slice(4)}`;
}

/** Redis's clock cannot be moved, so the row is: its times and what is left of its life. */
async function age(side: Redis, key: string, ms: number): Promise<void> {
  const [text, lifeMs] = await Promise.all([side.get(key), side.pttl(key)]);
  if (text === null) return;
  const [mark, format, created, absoluteEnd, ...rest] = text.split("\t");
  const aged = [mark, format, Number(created) - ms, Number(absoluteEnd) - ms, ...rest].join("\t");
  if (lifeMs > ms) await side.set(key, aged, "PX", lifeMs - ms);
  else await side.del(key);
}
