import type { ConnectionOptions } from "node:tls";

/** What `connectRedis()` can be told wherever Redis is. */
export interface RedisConnectionOptions {
  /** The ACL user. Default: the one in the address, else Redis's default user. */
  readonly username?: string | undefined;
  /** The user's password. Default: the one in the address, else none. */
  readonly password?: string | undefined;
  /** TLS: `true`, or options for `tls.connect()`, such as `ca`. Default: whether the addresses begin with `rediss://`. */
  readonly tls?: boolean | ConnectionOptions | undefined;
  /** Milliseconds that making a connection may take before it is tried anew. Default 2000. */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * Milliseconds without an answer after which a connection counts as lost, and what waits on it is rejected. It notices a host that is
   * gone without a word. Default 5000; 0 for no limit, which commands that block for longer need.
   */
  readonly answerTimeoutMs?: number | undefined;
}

/** One server. */
export interface RedisServerOptions extends RedisConnectionOptions {
  /**
   * `redis://[user[:password]@]host[:port][/database]`, with `rediss://` for TLS. A user name and a password are percent-encoded in it.
   * Default `redis://127.0.0.1:6379`.
   */
  readonly url?: string | undefined;
  /** The number of the database. Default: the one in the address, else 0. */
  readonly database?: number | undefined;
}

/** The primary of a group of servers that Redis Sentinel watches over. */
export interface RedisSentinelOptions extends RedisConnectionOptions {
  /** Addresses of the sentinels, each `host:port` or a `redis://` or `rediss://` URL. Port 26379 unless said. */
  readonly sentinels: readonly string[];
  /** What the sentinels call the group. */
  readonly name: string;
  /** The ACL user at the sentinels. Default: the one in their addresses, else their default user. */
  readonly sentinelUsername?: string | undefined;
  /** The password at the sentinels. Default: the one in their addresses, else none. */
  readonly sentinelPassword?: string | undefined;
  /** The number of the database. Default 0. */
  readonly database?: number | undefined;
}

/** Redis Cluster. It has database 0 alone. */
export interface RedisClusterOptions extends RedisConnectionOptions {
  /** Addresses of some of its nodes, each `host:port` or a `redis://` or `rediss://` URL; the others are found through them. */
  readonly cluster: readonly string[];
}

/** Where Redis is, and how to get in. */
export type ConnectRedisOptions = RedisServerOptions | RedisSentinelOptions | RedisClusterOptions;
