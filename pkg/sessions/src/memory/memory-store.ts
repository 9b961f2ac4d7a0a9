import { BaseStore } from "../core/base-store.ts";
import { beginHead, mergeIntoRow, renewRow, rotateRow, upgradeRow } from "../core/row/change-row.ts";
import { SessionConfigError } from "../core/errors.ts";
import type { Pointer } from "../core/rotation/pointer.ts";
import { isProduction } from "../core/settings/production.ts";
import { requireDataVersion } from "../core/row/row-errors.ts";
import { encodeRow } from "../core/row/row.ts";
import type { Row, RowHead } from "../core/row/row.ts";
import type { SessionStoreOptions } from "../core/settings/settings.ts";
import type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  MoveResult,
  MovedSession,
  Rotation,
  StoredRow,
  UpgradeResult,
} from "../core/store.ts";
import { warn } from "../core/warnings.ts";
import { MemoryUserIndex } from "./memory-user-index.ts";

/** What a `MemoryStore` can be told besides what every store can. */
export interface MemoryStoreOptions extends SessionStoreOptions {
  /** The clock, in milliseconds since 1970, for tests that do not want to wait. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

interface HeldRow extends Row {
  readonly expiresAt: number;
}

/** Milliseconds between two searches for rows that expired. */
const SWEEP_INTERVAL_MS = 60_000;

/**
 * Keeps sessions in this process: for development and tests. They are not shared with other processes and end with this one.
 *
 * It keeps the same promises as a store on a server, so what works with it works there.
 */
export class MemoryStore extends BaseStore {
  override readonly kind = "memory";
  override readonly users: MemoryUserIndex;
  readonly #rows = new Map<string, HeldRow>();
  /** Where sessions went, by the handle before. */
  readonly #pointers = new Map<string, Pointer>();
  readonly #clock: () => number;
  #sweeper: NodeJS.Timeout | undefined;

  /** @throws SessionConfigError for an option that cannot work */
  constructor(options: MemoryStoreOptions) {
    super(options, ["clock"]);
    const { clock = Date.now } = options;
    if (typeof clock !== "function") {
      throw new SessionConfigError("Store option clock must be a function that returns milliseconds");
    }
    if (isProduction()) {
      const message =
        "A MemoryStore holds the sessions of one process, and loses them when it ends; use RedisStore in production";
      warn("WRN_SESSION_MEMORY_STORE", message);
    }
    this.#clock = clock;
    this.users = new MemoryUserIndex(clock, {
      find: (handle) => this.#alive(handle),
      remove: (handle) => void this.#rows.delete(handle),
    });
  }

  override now(): number {
    return this.#clock();
  }

  override async read(handle: string, renewMs: number): Promise<StoredRow | MovedSession | null> {
    const row = this.#alive(handle);
    if (!row) return this.#pointerAt(handle) ?? null;
    if (renewMs > 0) this.#hold(handle, row, this.now() + renewMs);
    return { head: row.head, entries: new Map(row.entries), renewed: renewMs > 0 };
  }

  override async renew(handle: string, lifeMs: number): Promise<void> {
    const row = this.#alive(handle);
    if (row) this.#hold(handle, row, this.now() + lifeMs);
  }

  override async insert(
    handle: string,
    entries: ReadonlyMap<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null> {
    if (this.#alive(handle)) return null;
    const head = beginHead(this.now(), lifetime, this.settings.dataVersion);
    return this.#write(handle, { head, entries: new Map(entries) });
  }

  override async merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const row = this.#alive(handle);
    if (!row) return this.#pointerAt(handle) ?? "gone";
    requireDataVersion(row.head, this.settings, "merge");
    const merged = mergeIntoRow(row, delta, expected);
    if ("found" in merged) return merged;
    this.#write(handle, merged);
    return "merged";
  }

  override async upgrade(handle: string, from: Row, delta: Delta): Promise<UpgradeResult> {
    const row = this.#alive(handle);
    if (!row) return this.#pointerAt(handle) ?? "gone";
    const upgraded = upgradeRow(row, from, delta, this.settings.dataVersion);
    if (!upgraded) return { found: { head: row.head, entries: new Map(row.entries) } };
    this.#write(handle, upgraded);
    return "upgraded";
  }

  override async move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult> {
    const row = this.#alive(from);
    if (!row) return this.#pointerAt(from) ?? null;
    if (this.#alive(to)) return null;
    requireDataVersion(row.head, this.settings, "move");
    const { user } = row.head;
    if (user !== (lifetime.user ?? "")) return { boundTo: user };
    const head = this.#write(to, renewRow(row, delta, this.now(), lifetime));
    this.#rows.delete(from);
    return head;
  }

  override async rotate({ from, to, user, graceMs }: Rotation, delta: Delta): Promise<MoveResult> {
    const row = this.#alive(from);
    if (!row) return this.#pointerAt(from) ?? null;
    if (this.#alive(to.handle)) return null;
    requireDataVersion(row.head, this.settings, "rotate");
    if (row.head.user !== user) return { boundTo: row.head.user };
    const now = this.now();
    const head = this.#write(to.handle, rotateRow(row, delta, now));
    this.#rows.delete(from);
    const until = Math.min(now + graceMs, this.#rows.get(to.handle)?.expiresAt ?? now);
    this.#pointers.set(from, { movedTo: to, until });
    return head;
  }

  override async remove(handle: string): Promise<MovedSession | null> {
    this.#rows.delete(handle);
    return this.#pointerAt(handle) ?? null;
  }

  /** Sessions held, without those that expired. */
  get size(): number {
    this.#sweep();
    return this.#rows.size;
  }

  #alive(handle: string): HeldRow | undefined {
    const row = this.#rows.get(handle);
    const now = this.now();
    return row && row.expiresAt > now && row.head.absoluteEnd > now ? row : undefined;
  }

  #pointerAt(handle: string): Pointer | undefined {
    const pointer = this.#pointers.get(handle);
    return pointer && pointer.until > this.now() ? pointer : undefined;
  }

  #write(handle: string, row: Row): RowHead {
    const { maxLength } = this.settings;
    const bytes = maxLength > 0 ? Buffer.byteLength(encodeRow(row)) : 0;
    if (bytes > maxLength) throw this.tooLargeError(bytes);
    this.#hold(handle, row, Math.min(this.now() + row.head.idle.seconds * 1000, row.head.absoluteEnd));
    return row.head;
  }

  #hold(handle: string, { head, entries }: Row, expiresAt: number): void {
    this.#rows.set(handle, { head, entries, expiresAt });
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS).unref();
  }

  #sweep(): void {
    const now = this.now();
    for (const [handle, row] of this.#rows) if (row.expiresAt <= now) this.#rows.delete(handle);
    for (const [handle, { until }] of this.#pointers) if (until <= now) this.#pointers.delete(handle);
    this.users.sweep();
    if (this.#rows.size + this.#pointers.size > 0 || this.users.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}
