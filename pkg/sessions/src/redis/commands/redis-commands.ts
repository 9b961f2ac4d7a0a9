/**
 * What a `RedisStore` asks of a server, through whichever client library: one adapter for each stands behind it.
 *
 * Every method rejects with whatever error the client has, whose message begins with Redis's own code (`READONLY`, `OOM`, ...) when
 * Redis refused the command.
 */
export interface RedisCommands {
  /**
   * Whether the connection is known to be lost, so that asking would only wait. False while a first connection is being made:
   * then commands wait for it.
   */
  readonly isDown: boolean;
  /** `GET key` */
  get(key: string): Promise<string | null>;
  /** `GETEX key PX lifeMs` */
  getAndExpire(key: string, lifeMs: number): Promise<string | null>;
  /** `PEXPIRE key lifeMs` */
  expire(key: string, lifeMs: number): Promise<unknown>;
  /** `SET key text NX PX lifeMs`: `null` when there was something under the key, which stays */
  setNew(key: string, text: string, lifeMs: number): Promise<unknown>;
  /** `DEL key` */
  remove(key: string): Promise<unknown>;
  /** `EVALSHA`; rejects with `NOSCRIPT` when Redis does not hold the script */
  runByHash(hash: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>;
  /** `EVAL` */
  runSource(source: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>;
  /** `TIME`: seconds and microseconds */
  time(): Promise<readonly [seconds: number, microseconds: number]>;
  /** A connection of its own to the same server, which is closed when this one is closed for good. */
  apart?(): RedisConnection;
  /** Calls back whenever a connection stands (at once if it does already), and whenever it was lost. */
  watch(listener: ConnectionListener): void;
}

/** The commands of a connection that its user has alone. */
export interface RedisConnection extends RedisCommands {
  /** `WAIT replicas timeoutMs`: how many replicas have what this connection wrote before. */
  wait(replicas: number, timeoutMs: number): Promise<number>;
}

/** Who wants to know of a client's connection. */
export interface ConnectionListener {
  connected(): void;
  lost(): void;
}
