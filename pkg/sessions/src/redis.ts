export { connectRedis } from "./redis/connect/connect-redis.ts";
export type {
  ConnectRedisOptions,
  RedisClusterOptions,
  RedisConnectionOptions,
  RedisSentinelOptions,
  RedisServerOptions,
} from "./redis/connect/connection-options.ts";
export { MovingStore } from "./redis/moving/moving-store.ts";
export type { MovingStoreOptions } from "./redis/moving/moving-store.ts";
export { RedisStore } from "./redis/redis-store.ts";
export type { RedisStoreOptions } from "./redis/redis-store.ts";
export type { IoredisClient } from "./redis/clients/ioredis-topology.ts";
export type { NodeRedisClient } from "./redis/clients/node-redis-topology.ts";
