import { Redis } from "ioredis";
import { createClient } from "redis";
import { idleSeconds, redisUrl, variant } from "./settings.ts";

/** One GET and one SET, and nothing around them. */
export interface RawCommands {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
}

/** The client that the variant names, with its defaults. */
export async function connectRaw(): Promise<RawCommands> {
  if (variant === "node-redis") {
    const client = await createClient({ url: redisUrl }).connect();
    return {
      get: (key) => client.get(key),
      set: (key, value) => client.set(key, value, { expiration: { type: "EX", value: idleSeconds } }),
    };
  }
  const client = new Redis(redisUrl);
  return {
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value, "EX", idleSeconds),
  };
}
