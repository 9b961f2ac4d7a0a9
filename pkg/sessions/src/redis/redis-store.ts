import { SessionConfigError } from "../core/errors.ts";
import { placeOf } from "../core/ids.ts";
import { decodePointer } from "../core/rotation/pointer.ts";
import { encodeEntries, encodeIdle, encodeRowTail } from "../core/row/row.ts";
import type { Row, RowHead } from "../core/row/row.ts";
import type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  MoveResult,
  MovedSession,
  Rotation,
  SessionWriter,
  StoredRow,
  UpgradeResult,
} from "../core/store.ts";
import { quietly } from "../core/users/quietly.ts";
import type { UserIndex } from "../core/users/user-index.ts";
import { foreseeRow, foreseenMerge } from "./foresee-row.ts";
import { RedisBackedStore } from "./redis-backed-store.ts";
import type { RedisBackedStoreOptions, StoreTwin } from "./redis-backed-store.ts";
import { RedisUserIndex } from "./redis-user-index.ts";
import { ReplicatedTopology } from "./topology/replicated-topology.ts";
import { mergedFrom, movedFrom, movedIn, rotatedFrom, timesFrom } from "./scripts/row-answers.ts";
import { setNewRow } from "./set-new-row.ts";
import {
  REFUSED,
  insertScript,
  mergeScript,
  moveScript,
  removeScript,
  rotateScript,
  upgradeScript,
} from "./scripts/scripts.ts";

/** What a `RedisStore` can be told besides what every store can. */
export interface RedisStoreOptions extends RedisBackedStoreOptions {
  /** What the keys begin with. Default `session:`. It must not hold `{`, which would take the place of the session's slot. */
  readonly keyPrefix?: string | undefined;
}

/**
 * Keeps sessions in Redis 6.2 or newer, or Valkey: one string each, shared by all processes.
 *
 * A read is one command, `GET` or `GETEX`; each change of a row, and its removal, is one script. The key is made of the handle, and the
 * value is the row's text.
 */
export class RedisStore extends RedisBackedStore {
  override readonly users: UserIndex;
  readonly #keyPrefix: string;
  readonly #options: RedisStoreOptions;
  /** This store as one whose writes wait for replicas, by how many. */
  readonly #replicated = new Map<number, RedisStore>();

  /**
   * @param twin - for this library alone: another store of the same options
   * @throws SessionConfigError for an option that cannot work
   */
  constructor(options: RedisStoreOptions, twin?: StoreTwin) {
    super(options, ["keyPrefix"], twin);
    this.#options = options;
    const { keyPrefix = "session:" } = options;
    if (typeof keyPrefix !== "string" || keyPrefix.includes("{")) {
      throw new SessionConfigError('Store option keyPrefix must be a text without "{"');
    }
    this.#keyPrefix = keyPrefix;
    this.users = new RedisUserIndex({
      keyPrefix,
      keyOf: (handle) => this.keyOf(handle),
      run: (script, key, values) => this.run("index", script, { keys: [key], values }),
    });
  }

  replicated(replicas: number): SessionWriter {
    const known = this.#replicated.get(replicas);
    if (known) return known;
    // The answer that they are too few shall come before the deadline, also to a write that had to wait for another one's answer.
    const replication = { replicas, timeoutMs: Math.ceil(this.settings.deadlineMs * 0.4) };
    const topology = new ReplicatedTopology(this.topology, replication);
    const store = new RedisStore(this.#options, { settings: this.settings, topology });
    this.#replicated.set(replicas, store);
    return store;
  }

  override async read(handle: string, renewMs: number): Promise<StoredRow | MovedSession | null> {
    const found = await this.fetch(handle, { renewMs });
    if (!found) return null;
    const pointer = decodePointer(found.text);
    if (pointer) {
      const leftMs = Math.floor(pointer.until - found.now);
      // Nobody could know that it was no session whose lifetime the read renewed.
      if (found.renewed && leftMs > 0) await quietly(this.renew(handle, leftMs));
      return leftMs > 0 ? { movedTo: pointer.movedTo } : null;
    }
    const row = this.judge(handle, found.text);
    return row && row.head.absoluteEnd > found.now ? { ...row, renewed: found.renewed } : null;
  }

  override async insert(
    handle: string,
    entries: ReadonlyMap<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null> {
    const { idle, absoluteSeconds, user = "", mayComeLate } = lifetime;
    const head = { idle, user, dataVersion: this.settings.dataVersion };
    const tail = encodeRowTail(head, entries);
    // The two times that stand in front are of 13 digits each, behind "@", a tab and the format, and each has a tab after it.
    const bytes = Buffer.byteLength(tail) + 32;
    if (this.settings.maxLength > 0 && bytes > this.settings.maxLength) throw this.tooLargeError(bytes);
    const key = this.keyOf(handle);
    // A row that names a user must be in that user's index in time, and only the script can refuse to come late.
    if (mayComeLate === true && user === "") {
      const createdAt = await this.ask("insert", key, (node) => setNewRow(node, { key, tail, lifetime }));
      return createdAt === null ? null : { ...head, ...timesFrom(createdAt, lifetime) };
    }
    const values = [tail, idle.seconds * 1000, absoluteSeconds * 1000];
    const answer = await this.run("insert", insertScript, { keys: [key], values });
    return answer === REFUSED.exists ? null : { ...head, ...timesFrom(answer, lifetime) };
  }

  override async merge(
    handle: string,
    delta: Delta,
    expected?: Expectation,
    known?: Row,
  ): Promise<MergeResult> {
    const expectation = expected ? [expected.name, operandOf(expected.text)] : ["", ""];
    const keys = [this.keyOf(handle)] as const;
    const foreseen = known && !expected && foreseeRow(known, delta, this.settings);
    if (!foreseen) {
      const values = this.#operandsOf(delta, expectation);
      return mergedFrom(await this.run("merge", mergeScript, { keys, values }));
    }
    const script = foreseenMerge(foreseen, () => this.#operandsOf(delta, expectation));
    return mergedFrom(await this.run("merge", script, { keys, values: [] }));
  }

  override async upgrade(handle: string, from: Row, delta: Delta): Promise<UpgradeResult> {
    const expectation = [String(from.head.dataVersion), encodeEntries(from.entries)];
    const values = this.#operandsOf(delta, expectation);
    const answer = await this.run("upgrade", upgradeScript, { keys: [this.keyOf(handle)], values });
    if (answer === REFUSED.gone) return "gone";
    if (answer === 1) return "upgraded";
    const moved = movedIn(answer);
    if (moved) return moved;
    const found = this.judge(handle, (answer as [string, string])[1]);
    return found ? { found } : "gone";
  }

  override async move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult> {
    const { idle, absoluteSeconds, user = "" } = lifetime;
    const middle = [String(absoluteSeconds * 1000), encodeURIComponent(user)];
    const keys = [this.keyOf(from), this.keyOf(to)] as const;
    const values = this.#operandsOf({ ...delta, idle }, middle);
    const answer = await this.run("move", moveScript, { keys, values });
    return movedFrom(answer, lifetime);
  }

  override async rotate({ from, to, user, graceMs }: Rotation, delta: Delta): Promise<MoveResult> {
    const middle = [encodeURIComponent(user), `${graceMs}\t${to.handle}\t${to.sealedId}`];
    const keys = [this.keyOf(from), this.keyOf(to.handle)] as const;
    const values = this.#operandsOf(delta, middle);
    return rotatedFrom(await this.run("rotate", rotateScript, { keys, values }), user);
  }

  override async remove(handle: string): Promise<MovedSession | null> {
    const key = this.keyOf(handle);
    const answer = await this.ask("remove", key, ({ commands }) => removeScript.run(commands, [key], []));
    return movedIn(answer) ?? null;
  }

  /**
   * @internal
   * The place stands in braces: keys of one place share a slot of Redis Cluster, so a script can move a row between them.
   */
  override keyOf(handle: string): string {
    const place = placeOf(handle);
    return `${this.#keyPrefix}{${place}}${handle.slice(place.length)}`;
  }

  #operandsOf({ clear, set, remove, idle, user }: Delta, middle: readonly string[]): (string | number)[] {
    const owner = operandOf(user === undefined ? undefined : encodeURIComponent(user));
    const { maxLength, dataVersion } = this.settings;
    const head = [clear ? 1 : 0, idle ? encodeIdle(idle) : "", maxLength, owner];
    const operands = [...head, ...middle, dataVersion];
    for (const name of remove) operands.push(name, "-");
    for (const [name, text] of set) operands.push(name, operandOf(text));
    return operands;
  }
}

function operandOf(text: string | undefined): string {
  return text === undefined ? "-" : `=${text}`;
}
