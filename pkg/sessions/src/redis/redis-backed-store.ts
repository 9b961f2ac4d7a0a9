import { BaseStore } from "../core/base-store.ts";
import { Deadlines } from "../core/deadlines.ts";
import type { StoreOperation } from "../core/errors.ts";
import { newerDataError } from "../core/row/row-errors.ts";
import type { SessionSettings, SessionStoreOptions } from "../core/settings/settings.ts";
import { TOLERATED_MS } from "../core/session/load-session.ts";
import { WRONG_TYPE, fetchRow } from "./fetch-row.ts";
import type { FetchedRow } from "./fetch-row.ts";
import type { IoredisClient } from "./clients/ioredis-topology.ts";
import type { NodeRedisClient } from "./clients/node-redis-topology.ts";
import type { RedisNode } from "./topology/redis-node.ts";
import type { RedisTopology } from "./topology/redis-topology.ts";
import { downError, storeErrorFrom } from "./commands/redis-error.ts";
import { REFUSED } from "./scripts/scripts.ts";
import type { RunnableScript } from "./commands/script.ts";
import { topologyOf } from "./clients/topology-of.ts";
import { UnheardRenewals } from "./unheard-renewals.ts";

/**
 * Milliseconds by which a server's deadline is earlier than the caller's: a timer may be one early, and full milliseconds are compared, so
 * that it takes two; the rest is for two clocks that parted since they were last compared. At most half of the time that is left.
 */
const DEADLINE_MARGIN_MS = 5;

/**
 * Milliseconds for which a call waits for a server that hangs. It costs the visitor nothing that can be felt, and serves the first who
 * comes when the server is back and its answers are still on their way.
 */
const PATIENCE_MS = 20;

/** What every store over Redis must be told. */
export interface RedisBackedStoreOptions extends SessionStoreOptions {
  /**
   * The client: what `connectRedis()` returns, or one of your own: a `Redis` or `Cluster` of ioredis, or what `createClient()`,
   * `createCluster()` or `createSentinel()` of node-redis return, once its `connect()` was called. The store never closes it.
   */
  readonly client: IoredisClient | NodeRedisClient;
}

/** What a store takes from another one of the same options, which has checked them. */
export interface StoreTwin {
  readonly settings: SessionSettings;
  readonly topology: RedisTopology;
}

/** How a row is read. */
interface FetchOptions {
  /** Milliseconds that it shall live from now; 0 leaves its lifetime. Default 0. */
  readonly renewMs?: number;
  /** What it is read for. Default to be read. */
  readonly operation?: StoreOperation;
  /** The deadline by `performance.now()`. Default: `deadlineMs` from now. */
  readonly dueAt?: number;
}

/** What all stores over Redis have in common, whatever stands in their rows: where a row lies, and how its server is asked in time. */
export abstract class RedisBackedStore extends BaseStore {
  override readonly kind: string = "redis";
  protected readonly topology: RedisTopology;
  readonly #client: RedisBackedStoreOptions["client"];
  readonly #patience = new Deadlines(PATIENCE_MS);
  readonly #unheard = new UnheardRenewals((handle, renewedToMs) =>
    this.#correctLifetime(handle, renewedToMs),
  );

  /**
   * @param twin - another store of the same options
   * @throws SessionConfigError for an option that cannot work
   */
  protected constructor(options: RedisBackedStoreOptions, ownOptions: readonly string[], twin?: StoreTwin) {
    super(options, ["client", ...ownOptions], twin?.settings);
    this.topology = twin?.topology ?? topologyOf(options.client);
    this.#client = options.client;
  }

  /** @internal What it was given. */
  get client(): RedisBackedStoreOptions["client"] {
    return this.#client;
  }

  override now(handle: string): number {
    return this.topology.now(this.keyOf(handle));
  }

  override async renew(handle: string, lifeMs: number): Promise<void> {
    const key = this.keyOf(handle);
    await this.ask("renew", key, ({ commands }) => commands.expire(key, lifeMs));
  }

  override async remove(handle: string): Promise<unknown> {
    const key = this.keyOf(handle);
    return this.ask("remove", key, ({ commands }) => commands.remove(key));
  }

  /** The key of the row with this handle. */
  protected abstract keyOf(handle: string): string;

  /** A row's text; `null` when there is none. */
  protected async fetch(
    handle: string,
    { renewMs = 0, operation = "read", dueAt }: FetchOptions,
  ): Promise<FetchedRow | null> {
    const key = this.keyOf(handle);
    let found: Awaited<ReturnType<typeof fetchRow>>;
    try {
      found = await this.ask(operation, key, (node) => fetchRow(node, key, renewMs), dueAt);
    } catch (error) {
      if (renewMs > 0) this.#unheard.note(handle, renewMs, error);
      throw error;
    }
    if (found === WRONG_TYPE) return this.damaged(handle, "its key holds another type than a string");
    return found;
  }

  /**
   * Runs a script with the deadline as its first value, and turns what it refused for other reasons than the row into errors.
   *
   * @param dueAt - the deadline by `performance.now()`. Default: `deadlineMs` from now
   */
  protected async run(
    operation: StoreOperation,
    script: RunnableScript,
    { keys, values, dueAt }: ScriptCall,
  ): Promise<unknown> {
    const answer = await this.ask(
      operation,
      keys[0],
      (node, due) =>
        runInTime(node, due, async (deadline) => {
          const found = await script.run(node.commands, keys, [deadline, ...values]);
          return typeof found === "string" ? Number(found) : found; // a client may be set to give numbers as texts
        }),
      dueAt,
    );
    if (answer === REFUSED.late) throw this.lateError(operation);
    if (answer === REFUSED.newer) throw this.newerFormatError(operation);
    if (answer === REFUSED.newerData) throw newerDataError(operation);
    if (Array.isArray(answer) && answer[0] === "large") throw this.tooLargeError(Number(answer[1]));
    return answer;
  }

  /** Asks the server of a key within the deadline; does not wait for one that is known to be away. */
  protected async ask<Answer>(
    operation: StoreOperation,
    key: string,
    call: (node: RedisNode, dueAt: number) => Promise<Answer>,
    dueAt?: number,
  ): Promise<Answer> {
    const reachable = this.#reachable(operation, key);
    if (reachable) await reachable;
    const due = dueAt ?? performance.now() + this.settings.deadlineMs;
    let asked: RedisNode | undefined;
    try {
      const answer = this.topology.ask(key, due, (node) => {
        asked = node;
        return call(node, due);
      });
      return await this.withinDeadline(operation, answer, () => asked?.silence.begin(answer));
    } catch (error) {
      throw storeErrorFrom(operation, error);
    }
  }

  /** Lets a session live for as long as its row says. */
  async #correctLifetime(handle: string, renewedToMs: number): Promise<void> {
    const row = await this.read(handle, 0);
    if (!row || "movedTo" in row) return;
    const { idle, absoluteEnd } = row.head;
    const lifeMs = Math.floor(Math.min(idle.seconds * 1000, absoluteEnd - this.now(handle)));
    if (Math.abs(lifeMs - renewedToMs) > TOLERATED_MS) await this.renew(handle, lifeMs);
  }

  /** Refuses at once when the server of a key has no connection, and soon when it is known to hang. */
  #reachable(operation: StoreOperation, key: string): Promise<void> | undefined {
    if (this.topology.isDown(key)) throw downError(operation);
    const silence = this.topology.silenceOf(key);
    return silence && this.#patience.race(silence, () => downError(operation));
  }
}

/** What a script is run with. */
export interface ScriptCall {
  readonly keys: readonly [string, ...string[]];
  readonly values: readonly (string | number)[];
  readonly dueAt?: number | undefined;
}

/**
 * Runs a script with the deadline by the clock of the server that runs it.
 *
 * @param dueAt - the deadline by `performance.now()`
 */
async function runInTime(
  { clock }: RedisNode,
  dueAt: number,
  run: (deadline: number) => Promise<unknown>,
): Promise<unknown> {
  await clock.known();
  const margin = Math.min(DEADLINE_MARGIN_MS, (dueAt - performance.now()) / 2);
  const deadline = (): number => Math.floor(clock.at(dueAt - margin));
  const answer = await run(deadline());
  if (answer !== REFUSED.late || performance.now() >= dueAt) return answer;
  await clock.ask(); // there is time left by our clock, so what we know of the server's is wrong: somebody has set it
  return run(deadline());
}
