export { connectRedis } from "./redis/connect-redis.ts";
export type {
  ConnectRedisOptions,
  RedisClusterOptions,
  RedisConnectionOptions,
  RedisSentinelOptions,
  RedisServerOptions,
} from "./redis/connection-options.ts";
export { MovingStore } from "./redis/moving-store.ts";
export type { MovingStoreOptions } from "./redis/moving-store.ts";
export { RedisStore } from "./redis/redis-store.ts";
export type { RedisStoreOptions } from "./redis/redis-store.ts";
export type { IoredisClient } from "./redis/ioredis-topology.ts";
export type { NodeRedisClient } from "./redis/node-redis-topology.ts";
