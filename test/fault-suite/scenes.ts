import type { Redis } from "ioredis";

import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import type { Scene } from "./fault.ts";
import type { SubjectOrder } from "./subjects/order.ts";

/** A scene with one Redis server, what happens to it, and how that ends. */
export interface SingleServerScene {
  readonly args?: readonly string[];
  readonly order?: Partial<SubjectOrder>;
  /** Readies the server before anybody connects to it. */
  prepare?(redis: Redis): Promise<unknown>;
  begin(redis: Redis, server: RedisServer): Promise<unknown> | undefined;
  end(redis: Redis, server: RedisServer): Promise<unknown> | undefined;
}

/** Sets a scene with one Redis server. */
export async function singleServer({ args, order, prepare, begin, end }: SingleServerScene): Promise<Scene> {
  const server = await startRedisServer(args ? { args } : {});
  const redis = await server.client();
  await prepare?.(redis);
  return {
    order: { redis: { url: server.url }, ...order },
    begin: () => begin(redis, server),
    end: () => end(redis, server),
    close: () => server.stop(),
  };
}
