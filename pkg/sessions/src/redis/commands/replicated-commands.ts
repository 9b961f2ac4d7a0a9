import type { ConnectionListener, RedisCommands, RedisConnection } from "./redis-commands.ts";

/** A write was carried out by a primary, and fewer replicas than asked for said in time that they have it. */
export class NotReplicatedError extends Error {
  override readonly name = "NotReplicatedError";

  constructor(replicas: number, wanted: number) {
    super(`${replicas} of ${wanted} replicas have acknowledged the write`);
  }
}

/** What goes for all writes of one connection. */
export interface Replication {
  /** How many replicas have to acknowledge each write. */
  readonly replicas: number;
  /** Milliseconds for which Redis waits for them. */
  readonly timeoutMs: number;
}

/**
 * The writes of a server over a connection of its own, each of which resolves once replicas have it too.
 *
 * `WAIT` speaks of everything that its connection wrote before, and holds up what comes behind it. So one is under way at a time, and the
 * writes that come meanwhile share the next: a write costs half a round trip to the replicas more on average, however many there are.
 */
export class ReplicatedCommands implements RedisCommands {
  readonly #commands: RedisConnection;
  readonly #replication: Replication;
  /** Ends with the `WAIT` that was sent last. */
  #underWay: Promise<unknown> = Promise.resolve();
  /** The `WAIT` that is going to be sent, for all writes until then. */
  #next: Promise<number> | undefined;

  /** @param commands - over a connection that nobody else uses */
  constructor(commands: RedisConnection, replication: Replication) {
    this.#commands = commands;
    this.#replication = replication;
  }

  get isDown(): boolean {
    return this.#commands.isDown;
  }

  get(key: string): Promise<string | null> {
    return this.#commands.get(key);
  }

  getAndExpire(key: string, lifeMs: number): Promise<string | null> {
    return this.#commands.getAndExpire(key, lifeMs);
  }

  expire(key: string, lifeMs: number): Promise<unknown> {
    return this.#commands.expire(key, lifeMs);
  }

  setNew(key: string, text: string, lifeMs: number): Promise<unknown> {
    return this.#replicated(this.#commands.setNew(key, text, lifeMs));
  }

  remove(key: string): Promise<unknown> {
    return this.#replicated(this.#commands.remove(key));
  }

  runByHash(hash: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#replicated(this.#commands.runByHash(hash, keys, values));
  }

  runSource(source: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#replicated(this.#commands.runSource(source, keys, values));
  }

  time(): Promise<readonly [seconds: number, microseconds: number]> {
    return this.#commands.time();
  }

  watch(listener: ConnectionListener): void {
    this.#commands.watch(listener);
  }

  /** @param write - is on its way already, so the next `WAIT` is behind it */
  async #replicated<Answer>(write: Promise<Answer>): Promise<Answer> {
    const acknowledged = this.#acknowledged();
    acknowledged.catch(() => undefined); // a write that was refused is told so by its own answer
    const answer = await write;
    const replicas = await acknowledged;
    if (replicas < this.#replication.replicas) {
      throw new NotReplicatedError(replicas, this.#replication.replicas);
    }
    return answer;
  }

  #acknowledged(): Promise<number> {
    this.#next ??= this.#underWay.then(() => {
      this.#next = undefined;
      const { replicas, timeoutMs } = this.#replication;
      const sent = this.#commands.wait(replicas, timeoutMs);
      this.#underWay = sent.catch(() => undefined);
      return sent;
    });
    return this.#next;
  }
}
