import { RedisStore, connectRedis } from "hertz-sessions/redis";
import { createClient } from "redis";
import { idleSeconds, redisUrl, secret } from "./settings.ts";

/** The store with its defaults over the client that is named. */
export async function openHertzStore(client: string): Promise<RedisStore> {
  const options = { secrets: [secret], idleTimeout: idleSeconds };
  return client === "node-redis"
    ? new RedisStore({ ...options, client: await createClient({ url: redisUrl }).connect() })
    : new RedisStore({ ...options, client: connectRedis({ url: redisUrl }) });
}
