import { ConnectionState } from "./connection-state.ts";
import type { ConnectionListener, RedisCommands } from "./redis-commands.ts";

/** The part of an ioredis `Redis` that is used. */
export interface IoredisCommandClient {
  readonly status: string;
  get(key: string): Promise<string | null>;
  getex(key: string, token: "PX", milliseconds: number): Promise<string | null>;
  pexpire(key: string, milliseconds: number): Promise<number>;
  del(key: string): Promise<number>;
  evalsha(hash: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
  eval(source: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
  time(): Promise<(number | string)[]>;
  on(event: string, listener: (error?: Error) => void): unknown;
  listenerCount(event: string): number;
}

/** The commands of an ioredis `Redis`: one server, or whichever server Sentinel says is the primary. */
export class IoredisCommands implements RedisCommands {
  readonly #client: IoredisCommandClient;
  readonly #state: ConnectionState;

  constructor(client: IoredisCommandClient) {
    this.#client = client;
    this.#state = new ConnectionState(client, { ready: "ready", lost: "close" });
  }

  get isDown(): boolean {
    const { status } = this.#client;
    return status !== "ready" && (this.#state.wasLost || status === "end");
  }

  get(key: string): Promise<string | null> {
    return this.#client.get(key);
  }

  getAndExpire(key: string, lifeMs: number): Promise<string | null> {
    return this.#client.getex(key, "PX", lifeMs);
  }

  expire(key: string, lifeMs: number): Promise<unknown> {
    return this.#client.pexpire(key, lifeMs);
  }

  remove(key: string): Promise<unknown> {
    return this.#client.del(key);
  }

  runByHash(hash: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#client.evalsha(hash, keys.length, ...keys, ...values);
  }

  runSource(source: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#client.eval(source, keys.length, ...keys, ...values);
  }

  async time(): Promise<readonly [seconds: number, microseconds: number]> {
    const [seconds, microseconds] = await this.#client.time();
    return [Number(seconds), Number(microseconds)];
  }

  watch(listener: ConnectionListener): void {
    this.#client.on("ready", () => listener.connected());
    this.#client.on("close", () => listener.lost());
    if (this.#client.status === "ready") listener.connected();
  }
}
