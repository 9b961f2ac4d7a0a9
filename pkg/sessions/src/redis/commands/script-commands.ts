import type { RedisCommands } from "./redis-commands.ts";

/** What finds the server that holds a key, wherever it is. */
export interface Evaluator {
  /** `EVAL source`, sent to wherever the keys lie. */
  evaluate(source: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>;
}

/**
 * All commands as scripts over one key, for a client of Redis Cluster that finds the way: a script is always run by a primary, and `TIME` as
 * a script by the one that has the key.
 */
export class ScriptCommands implements RedisCommands {
  readonly isDown = false;
  readonly #evaluator: Evaluator;
  readonly #key: string;

  constructor(evaluator: Evaluator, key: string) {
    this.#evaluator = evaluator;
    this.#key = key;
  }

  async get(key: string): Promise<string | null> {
    return (await this.#call("'GET', KEYS[1]", key)) as string | null;
  }

  async getAndExpire(key: string, lifeMs: number): Promise<string | null> {
    return (await this.#call("'GETEX', KEYS[1], 'PX', ARGV[1]", key, lifeMs)) as string | null;
  }

  expire(key: string, lifeMs: number): Promise<unknown> {
    return this.#call("'PEXPIRE', KEYS[1], ARGV[1]", key, lifeMs);
  }

  setNew(key: string, text: string, lifeMs: number): Promise<unknown> {
    return this.#call("'SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]", key, text, lifeMs);
  }

  remove(key: string): Promise<unknown> {
    return this.#call("'DEL', KEYS[1]", key);
  }

  runByHash(): Promise<never> {
    return Promise.reject(new Error("NOSCRIPT Scripts are sent in full while a cluster changes"));
  }

  runSource(source: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#evaluator.evaluate(source, keys, values);
  }

  async time(): Promise<readonly [seconds: number, microseconds: number]> {
    const [seconds, microseconds] = (await this.#call("'TIME'", this.#key)) as [string, string];
    return [Number(seconds), Number(microseconds)];
  }

  /** Nothing to tell: these commands are used once, and no connection is theirs. */
  watch(): void {}

  /** A refusal keeps Redis's own code only through `pcall`: an error that ends the script is reworded by Redis 6.2. */
  #call(command: string, key: string, ...values: readonly (string | number)[]): Promise<unknown> {
    return this.#evaluator.evaluate(`return redis.pcall(${command})`, [key], values);
  }
}
