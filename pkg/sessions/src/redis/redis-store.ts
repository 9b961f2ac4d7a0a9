import { BaseStore } from "../core/base-store.ts";
import { Deadlines } from "../core/deadlines.ts";
import { SessionConfigError } from "../core/errors.ts";
import type { StoreOperation } from "../core/errors.ts";
import { placeOf } from "../core/ids.ts";
import { decodeUser, encodeIdle, encodeRowTail } from "../core/row.ts";
import type { RowHead } from "../core/row.ts";
import type { SessionStoreOptions } from "../core/settings.ts";
import type { Delta, Expectation, Lifetime, MergeResult, MoveResult, StoredRow } from "../core/store.ts";
import type { UserIndex } from "../core/users/user-index.ts";
import type { IoredisClient } from "./ioredis-topology.ts";
import type { NodeRedisClient } from "./node-redis-topology.ts";
import type { RedisNode } from "./redis-node.ts";
import type { RedisTopology } from "./redis-topology.ts";
import { downError, isWriteRefusal, redisCodeOf, storeErrorFrom } from "./redis-error.ts";
import { RedisUserIndex } from "./redis-user-index.ts";
import { REFUSED, insertScript, mergeScript, moveScript } from "./scripts.ts";
import type { Script } from "./script.ts";
import { topologyOf } from "./topology-of.ts";

/** What a `RedisStore` can be told besides what every store can. */
export interface RedisStoreOptions extends SessionStoreOptions {
  /**
   * The client: what `connectRedis()` returns, or one of your own: a `Redis` or `Cluster` of ioredis, or what `createClient()`,
   * `createCluster()` or `createSentinel()` of node-redis return, once its `connect()` was called. The store never closes it.
   */
  readonly client: IoredisClient | NodeRedisClient;
  /** What the keys begin with. Default `session:`. It must not hold `{`, which would take the place of the session's slot. */
  readonly keyPrefix?: string | undefined;
}

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

/** Milliseconds for which reads do not try to renew after Redis refused to. */
const REFUSAL_REMEMBERED_MS = 3000;

/**
 * Keeps sessions in Redis 6.2 or newer, or Valkey: one string each, shared by all processes.
 *
 * A read is one command, `GET` or `GETEX`; each change of a row is one script, and a removal one `DEL`. The key is made of the handle, and the
 * value is the row's text.
 */
export class RedisStore extends BaseStore {
  override readonly users: UserIndex;
  readonly #topology: RedisTopology;
  readonly #keyPrefix: string;
  readonly #patience = new Deadlines(PATIENCE_MS);

  /** @throws SessionConfigError for an option that cannot work */
  constructor(options: RedisStoreOptions) {
    super(options, ["client", "keyPrefix"]);
    const { client, keyPrefix = "session:" } = options;
    if (typeof keyPrefix !== "string" || keyPrefix.includes("{")) {
      throw new SessionConfigError('Store option keyPrefix must be a text without "{"');
    }
    this.#topology = topologyOf(client);
    this.#keyPrefix = keyPrefix;
    this.users = new RedisUserIndex({
      keyPrefix,
      keyOf: (handle) => this.#keyOf(handle),
      run: (script, key, values) => this.#run("index", script, [key], values),
    });
  }

  override now(handle: string): number {
    return this.#topology.now(this.#keyOf(handle));
  }

  override async read(handle: string, renewMs: number): Promise<StoredRow | null> {
    const key = this.#keyOf(handle);
    const found = await this.#ask("read", key, async (node) => {
      const clockKnown = node.clock.known();
      const answer = await fetchFrom(node, key, renewMs);
      await clockKnown; // it travels with the first read of a connection, so this waits for nothing
      return answer === WRONG_TYPE ? answer : { ...answer, now: node.clock.now() };
    });
    if (found === WRONG_TYPE) return this.damaged(handle, "its key holds another type than a string");
    if (found.text === null) return null;
    const row = this.judge(handle, found.text);
    return row && row.head.absoluteEnd > found.now ? { ...row, renewed: found.renewed } : null;
  }

  override async renew(handle: string, lifeMs: number): Promise<void> {
    const key = this.#keyOf(handle);
    await this.#ask("renew", key, ({ commands }) => commands.expire(key, lifeMs));
  }

  override async insert(
    handle: string,
    entries: ReadonlyMap<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null> {
    const { idle } = lifetime;
    const head = { idle, user: lifetime.user ?? "", dataVersion: 0 };
    const tail = encodeRowTail(head, entries);
    // The two times that stand in front are of 13 digits each, behind "@", a tab and the format, and each has a tab after it.
    const bytes = Buffer.byteLength(tail) + 32;
    if (this.settings.maxLength > 0 && bytes > this.settings.maxLength) throw this.tooLargeError(bytes);
    const values = [tail, idle.seconds * 1000, lifetime.absoluteSeconds * 1000];
    const answer = await this.#run("insert", insertScript, [this.#keyOf(handle)], values);
    return answer === REFUSED.exists ? null : { ...head, ...timesFrom(answer, lifetime) };
  }

  override async merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const expectation = expected ? [expected.name, operandOf(expected.text)] : ["", ""];
    const operands = this.#operandsOf(delta, expectation);
    const answer = await this.#run("merge", mergeScript, [this.#keyOf(handle)], operands);
    if (answer === REFUSED.gone) return "gone";
    if (answer === 1) return "merged";
    const [, found] = answer as [string, string];
    return { found: found === "-" ? undefined : found.slice(1) };
  }

  override async move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult> {
    const { idle, absoluteSeconds, user = "" } = lifetime;
    const middle = [String(absoluteSeconds * 1000), encodeURIComponent(user)];
    const keys = [this.#keyOf(from), this.#keyOf(to)] as const;
    const answer = await this.#run("move", moveScript, keys, this.#operandsOf({ ...delta, idle }, middle));
    if (answer === REFUSED.gone || answer === REFUSED.exists) return null;
    const [result, found, dataVersion] = answer as [string, string, string];
    if (result === "bound") return boundTo(decodeUser(found), found);
    return {
      idle,
      user,
      dataVersion: Number(dataVersion),
      ...timesFrom(found, lifetime),
    };
  }

  override async remove(handle: string): Promise<void> {
    const key = this.#keyOf(handle);
    await this.#ask("remove", key, ({ commands }) => commands.remove(key));
  }

  /** The place stands in braces: keys of one place share a slot of Redis Cluster, so a script can move a row between them. */
  #keyOf(handle: string): string {
    const place = placeOf(handle);
    return `${this.#keyPrefix}{${place}}${handle.slice(place.length)}`;
  }

  #operandsOf({ clear, set, remove, idle, user }: Delta, middle: readonly string[]): (string | number)[] {
    const owner = operandOf(user === undefined ? undefined : encodeURIComponent(user));
    const operands = [clear ? 1 : 0, idle ? encodeIdle(idle) : "", this.settings.maxLength, owner, ...middle];
    for (const name of remove) operands.push(name, "-");
    for (const [name, text] of set) operands.push(name, operandOf(text));
    return operands;
  }

  /** Runs a script with the deadline as its first value, and turns what it refused for other reasons than the row into errors. */
  async #run(
    operation: StoreOperation,
    script: Script,
    keys: readonly [string, ...string[]],
    values: readonly (string | number)[],
  ): Promise<unknown> {
    const answer = await this.#ask(operation, keys[0], (node, dueAt) =>
      runInTime(node, dueAt, async (deadline) => {
        const found = await script.run(node.commands, keys, [deadline, ...values]);
        return typeof found === "string" ? Number(found) : found; // a client may be set to give numbers as texts
      }),
    );
    if (answer === REFUSED.late) throw this.lateError(operation);
    if (answer === REFUSED.newer) throw this.newerFormatError(operation);
    if (Array.isArray(answer) && answer[0] === "large") throw this.tooLargeError(Number(answer[1]));
    return answer;
  }

  /** Refuses at once when the server of a key has no connection, and soon when it is known to hang. */
  #reachable(operation: StoreOperation, key: string): Promise<void> | undefined {
    if (this.#topology.isDown(key)) throw downError(operation);
    const silence = this.#topology.silenceOf(key);
    return silence && this.#patience.race(silence, () => downError(operation));
  }

  /** Asks the server of a key within the deadline; does not wait for one that is known to be away. */
  async #ask<Answer>(
    operation: StoreOperation,
    key: string,
    call: (node: RedisNode, dueAt: number) => Promise<Answer>,
  ): Promise<Answer> {
    const reachable = this.#reachable(operation, key);
    if (reachable) await reachable;
    const dueAt = performance.now() + this.settings.deadlineMs;
    let asked: RedisNode | undefined;
    try {
      const answer = this.#topology.ask(key, dueAt, (node) => {
        asked = node;
        return call(node, dueAt);
      });
      return await this.withinDeadline(operation, answer, () => asked?.silence.begin(answer));
    } catch (error) {
      throw storeErrorFrom(operation, error);
    }
  }
}

const WRONG_TYPE = "wrong type";
type Fetched = { readonly text: string | null; readonly renewed: boolean } | typeof WRONG_TYPE;

async function fetchFrom(node: RedisNode, key: string, renewMs: number): Promise<Fetched> {
  try {
    if (renewMs === 0 || performance.now() < node.renewalRefusedUntil) {
      return { text: await node.commands.get(key), renewed: false };
    }
    return await fetchAndRenew(node, key, renewMs);
  } catch (error) {
    if (redisCodeOf(error) === "WRONGTYPE") return WRONG_TYPE;
    throw error;
  }
}

/** A Redis that refuses to write can still be read: the session then just is not renewed. */
async function fetchAndRenew(node: RedisNode, key: string, renewMs: number): Promise<Fetched> {
  try {
    return { text: await node.commands.getAndExpire(key, renewMs), renewed: true };
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    node.renewalRefusedUntil = performance.now() + REFUSAL_REMEMBERED_MS;
    return { text: await node.commands.get(key), renewed: false };
  }
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

function operandOf(text: string | undefined): string {
  return text === undefined ? "-" : `=${text}`;
}

/** A user as found in a row. One that this library would spell in another way it did not write: such a row has no index to enter it in. */
function boundTo(user: string, found: string): MoveResult {
  return encodeURIComponent(user) === found ? { boundTo: user } : null;
}

/** The times of a session that began when a script says. */
function timesFrom(
  answer: unknown,
  { absoluteSeconds }: Lifetime,
): Pick<RowHead, "createdAt" | "absoluteEnd"> {
  const createdAt = Number(answer);
  return { createdAt, absoluteEnd: createdAt + absoluteSeconds * 1000 };
}
