import type { ConnectionListener, RedisCommands } from "./redis-commands.ts";

/** The part of an ioredis `Redis` client that is used; written out, so that the types do not need ioredis. */
export interface IoredisClient {
  readonly status: string;
  get(key: string): Promise<string | null>;
  getex(key: string, token: "PX", milliseconds: number): Promise<string | null>;
  pexpire(key: string, milliseconds: number): Promise<number>;
  del(key: string): Promise<number>;
  evalsha(hash: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
  eval(source: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
  time(): Promise<(number | string)[]>;
  on(event: "ready" | "close", listener: () => void): unknown;
}

/** Whether a value is a client of ioredis: it has a status and the commands as lower-case methods. */
export function isIoredisClient(client: unknown): client is IoredisClient {
  if (typeof client !== "object" || client === null) return false;
  const { status, getex, evalsha } = client as Partial<Record<keyof IoredisClient, unknown>>;
  return typeof status === "string" && typeof getex === "function" && typeof evalsha === "function";
}

const adapters = new WeakMap<IoredisClient, IoredisCommands>();

/** The commands of an ioredis client. */
export class IoredisCommands implements RedisCommands {
  readonly #client: IoredisClient;
  readonly #listeners: ConnectionListener[] = [];
  #wasLost = false;

  private constructor(client: IoredisClient) {
    this.#client = client;
    client.on("ready", () => {
      this.#wasLost = false;
      for (const listener of this.#listeners) listener.connected();
    });
    client.on("close", () => {
      this.#wasLost = true;
      for (const listener of this.#listeners) listener.lost();
    });
  }

  /** One for each client: the stores that share a client share its two event listeners too. */
  static of(client: IoredisClient): IoredisCommands {
    const adapter = adapters.get(client) ?? new IoredisCommands(client);
    adapters.set(client, adapter);
    return adapter;
  }

  get isDown(): boolean {
    const { status } = this.#client;
    return status !== "ready" && (this.#wasLost || status === "end");
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
    this.#listeners.push(listener);
    if (this.#client.status === "ready") listener.connected();
  }
}
