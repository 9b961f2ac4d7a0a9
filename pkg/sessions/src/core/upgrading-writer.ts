import { applyDelta } from "./row/apply-delta.ts";
import type { SessionIds } from "./ids.ts";
import type { KeyedQueue } from "./keyed-queue.ts";
import type { RecentMap } from "./recent-map.ts";
import { conflictError, requireDataVersion } from "./row/row-errors.ts";
import type { Row, RowHead } from "./row/row.ts";
import type { SessionSettings } from "./settings/settings.ts";
import type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  MoveResult,
  Rotation,
  SessionWriter,
} from "./store.ts";
import type { UserIndex } from "./users/user-index.ts";

/** Gives the entries of a row of an older data version as they are in this one. */
export type MigrateRow = (row: Row) => Promise<ReadonlyMap<string, string>>;

const NO_CHANGE: Delta = { clear: false, set: [], remove: [], idle: undefined };

/**
 * Writes a session whose row is of an older data version: the first write replaces its entries by the migrated ones with the change
 * applied to them, in one step and only if nobody has changed the row meanwhile. Who has is met by migrating what is there now.
 */
export class UpgradingWriter implements SessionWriter {
  readonly kind: string;
  readonly settings: SessionSettings;
  readonly ids: SessionIds | undefined;
  readonly unlistedKeys: readonly string[] | undefined;
  readonly updates: KeyedQueue<string | undefined>;
  readonly retired: RecentMap<true>;
  readonly users: UserIndex | undefined;
  readonly rotate?: (rotation: Rotation, delta: Delta) => Promise<MoveResult>;
  readonly replicated?: (replicas: number) => SessionWriter;
  readonly #store: SessionWriter;
  readonly #migrate: MigrateRow;
  /** The row as it stood, and its entries migrated; `undefined` once it is of this data version. */
  #outdated: { readonly row: Row; readonly entries: ReadonlyMap<string, string> } | undefined;

  constructor(store: SessionWriter, row: Row, entries: ReadonlyMap<string, string>, migrate: MigrateRow) {
    this.kind = store.kind;
    this.settings = store.settings;
    this.ids = store.ids;
    this.unlistedKeys = store.unlistedKeys;
    this.updates = store.updates;
    this.retired = store.retired;
    this.users = store.users;
    if (store.rotate) {
      const rotate = store.rotate.bind(store);
      this.rotate = (rotation, delta) => this.#upgraded(rotation.from, () => rotate(rotation, delta));
    }
    if (store.replicated) {
      const replicated = store.replicated.bind(store);
      // The two need not know what the other has written: each meets it.
      this.replicated = (replicas) => new UpgradingWriter(replicated(replicas), row, entries, migrate);
    }
    this.#store = store;
    this.#migrate = migrate;
    // A copy: whoever holds the entries counts into them what is stored later.
    this.#outdated = { row, entries: new Map(entries) };
  }

  now(handle: string): number {
    return this.#store.now(handle);
  }

  insert(handle: string, entries: ReadonlyMap<string, string>, lifetime: Lifetime): Promise<RowHead | null> {
    return this.#store.insert(handle, entries, lifetime);
  }

  async merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const giveUpAt = performance.now() + this.settings.deadlineMs;
    while (this.#outdated) {
      const { row, entries } = this.#outdated;
      const found = expected && entries.get(expected.name);
      if (expected && found !== expected.text) return { found };
      if (performance.now() >= giveUpAt) throw conflictError(this.settings.deadlineMs);
      const whole = { ...delta, clear: true, set: [...applyDelta(entries, delta)], remove: [] };
      const result = await this.#store.upgrade(handle, row, whole);
      if (result === "gone" || (typeof result === "object" && "movedTo" in result)) return result;
      if (result !== "upgraded") {
        await this.#meet(result.found);
        continue;
      }
      this.#outdated = undefined;
      return "merged";
    }
    return this.#store.merge(handle, delta, expected);
  }

  upgrade(handle: string, from: Row, delta: Delta): ReturnType<SessionWriter["upgrade"]> {
    return this.#store.upgrade(handle, from, delta);
  }

  move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult> {
    return this.#upgraded(from, () => this.#store.move(from, to, delta, lifetime));
  }

  remove(handle: string): Promise<unknown> {
    return this.#store.remove(handle);
  }

  /** Moves a row once it is of this data version. */
  async #upgraded(handle: string, move: () => Promise<MoveResult>): Promise<MoveResult> {
    const result = this.#outdated && (await this.merge(handle, NO_CHANGE));
    if (result === "gone") return null;
    return typeof result === "object" && "movedTo" in result ? result : move();
  }

  async #meet(row: Row): Promise<void> {
    const isOutdated = row.head.dataVersion < this.settings.dataVersion;
    if (!isOutdated) requireDataVersion(row.head, this.settings, "merge");
    this.#outdated = isOutdated ? { row, entries: await this.#migrate(row) } : undefined;
  }
}
