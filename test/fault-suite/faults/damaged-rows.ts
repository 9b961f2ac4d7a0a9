import type { Redis } from "ioredis";

import type { Fault } from "../fault.ts";
import { singleServer } from "../scenes.ts";

/** What stands in the place of a session's value. */
const DAMAGE: readonly ((redis: Redis, key: string) => Promise<unknown>)[] = [
  (redis, key) => redis.set(key, ""),
  (redis, key) => redis.set(key, "null"),
  (redis, key) => redis.set(key, "7"),
  (redis, key) => redis.set(key, "[1,2]"),
  (redis, key) => redis.set(key, '{"user":'),
  (redis, key) => redis.set(key, "\u0000\u0001garbage"),
  (redis, key) => redis.set(key, Buffer.from([0xff, 0xfe, 0x00])),
  (redis, key) => redis.del(key).then(() => redis.lpush(key, "a list")),
  (redis, key) => redis.del(key).then(() => redis.hset(key, "a", "hash")),
  (redis, key) => redis.del(key).then(() => redis.sadd(key, "a set")),
];

/** Values that make no sense: whoever has such a session is signed out, and can sign in. */
export const damagedRows: readonly Fault[] = [
  {
    name: "every session's value is damaged, in ten ways",
    seconds: 3,
    isShort: true,
    // The sessions are gone, whatever a store does; nobody gets an error for that, and nobody is locked out.
    promised: { failures: 0, sessionsLost: Infinity },
    set: () => singleServer({ begin: damageAll, end: () => undefined }),
  },
];

async function damageAll(redis: Redis): Promise<void> {
  const keys = await redis.keys("*");
  await Promise.all(keys.map(async (key, index) => DAMAGE[index % DAMAGE.length]?.(redis, key)));
}
