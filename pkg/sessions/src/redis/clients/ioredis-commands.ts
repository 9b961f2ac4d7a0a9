import { ConnectionState } from "../commands/connection-state.ts";
import { CONNECTION, leaveServer, retryDelayMs } from "../commands/reconnecting.ts";
import type { ConnectionListener, RedisConnection } from "../commands/redis-commands.ts";
import { WriteBatch } from "../commands/write-batch.ts";
import type { CorkableStream } from "../commands/write-batch.ts";

/** The part of an ioredis `Redis` that is used. */
export interface IoredisCommandClient {
  readonly status: string;
  /** The socket; `undefined` while there has been none. */
  readonly stream?: CorkableStream | undefined;
  get(key: string): Promise<string | null>;
  getex(key: string, token: "PX", milliseconds: number): Promise<string | null>;
  pexpire(key: string, milliseconds: number): Promise<number>;
  set(key: string, text: string, token: "PX", milliseconds: number, condition: "NX"): Promise<string | null>;
  del(key: string): Promise<number>;
  evalsha(hash: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
  eval(source: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
  time(): Promise<(number | string)[]>;
  wait(replicas: number, timeoutMs: number): Promise<number>;
  duplicate(options: object): IoredisCommandClient;
  disconnect(reconnect?: boolean): void;
  on(event: string, listener: (error?: Error) => void): unknown;
  listenerCount(event: string): number;
}

/** The commands of an ioredis `Redis`: one server, or whichever server Sentinel says is the primary. */
export class IoredisCommands implements RedisConnection {
  readonly #client: IoredisCommandClient;
  readonly #state: ConnectionState;
  readonly #batch = new WriteBatch();

  constructor(client: IoredisCommandClient) {
    this.#client = client;
    this.#state = new ConnectionState(client, { ready: "ready", lost: "close" });
  }

  get isDown(): boolean {
    const { status } = this.#client;
    return status !== "ready" && (this.#state.wasLost || status === "end");
  }

  get(key: string): Promise<string | null> {
    return this.#inBatch().get(key);
  }

  getAndExpire(key: string, lifeMs: number): Promise<string | null> {
    return this.#inBatch().getex(key, "PX", lifeMs);
  }

  expire(key: string, lifeMs: number): Promise<unknown> {
    return this.#inBatch().pexpire(key, lifeMs);
  }

  setNew(key: string, text: string, lifeMs: number): Promise<unknown> {
    return this.#inBatch().set(key, text, "PX", lifeMs, "NX");
  }

  remove(key: string): Promise<unknown> {
    return this.#inBatch().del(key);
  }

  runByHash(hash: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#inBatch().evalsha(hash, keys.length, ...keys, ...values);
  }

  runSource(source: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#inBatch().eval(source, keys.length, ...keys, ...values);
  }

  async time(): Promise<readonly [seconds: number, microseconds: number]> {
    const [seconds, microseconds] = await this.#client.time();
    return [Number(seconds), Number(microseconds)];
  }

  wait(replicas: number, timeoutMs: number): Promise<number> {
    return this.#client.wait(replicas, timeoutMs);
  }

  apart(): RedisConnection {
    const connection = this.#client.duplicate({
      ...CONNECTION,
      enableAutoPipelining: false, // commands leave in the order in which they are given
      enableOfflineQueue: true,
      lazyConnect: false,
      failoverDetector: false, // the other connection hears of it
      retryStrategy: retryDelayMs,
      reconnectOnError: (error: Error) => error.message.includes("READONLY"),
    });
    this.#client.on("end", () => {
      if (this.#client.status === "end") connection.disconnect(); // and is not beginning again
    });
    // What this one has found out holds for both: the server hangs, or another one is the primary.
    this.#client.on("close", () => leaveServer(connection));
    return new IoredisCommands(connection);
  }

  /** The client, whose next command leaves with the others of this turn. */
  #inBatch(): IoredisCommandClient {
    this.#batch.hold(this.#client.stream);
    return this.#client;
  }

  watch(listener: ConnectionListener): void {
    this.#client.on("ready", () => listener.connected());
    this.#client.on("close", () => listener.lost());
    if (this.#client.status === "ready") listener.connected();
  }
}
