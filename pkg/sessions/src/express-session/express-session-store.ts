import { BaseStore } from "../core/base-store.ts";
import { beginHead, mergeIntoRow, renewRow, upgradeRow } from "../core/row/change-row.ts";
import { SessionConfigError, SessionStoreError, isSessionError } from "../core/errors.ts";
import type { StoreOperation } from "../core/errors.ts";
import { KeyedQueue } from "../core/keyed-queue.ts";
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
  StoredRow,
  UpgradeResult,
} from "../core/store.ts";
import { callStore } from "./call-store.ts";
import type { CallableStore, StoreMethod } from "./call-store.ts";
import type { AnyStore } from "./types.ts";

/** What an `ExpressSessionStore` can be told besides what every store can. */
export interface ExpressSessionStoreOptions extends SessionStoreOptions {
  /** A store made for express-session: one that calls back or returns promises. Its own options say where it keeps sessions. */
  readonly store: AnyStore;
}

/** What stands in the store: a session as its author expects one, with the row of this library as its only key. */
interface Envelope {
  readonly cookie: { readonly originalMaxAge: number; readonly expires: string | Date };
  readonly row: string;
}

/** The changes of each session wait for each other, whoever in this process uses the store. */
const queues = new WeakMap<object, KeyedQueue<unknown>>();

/**
 * Keeps sessions in a store that was made for express-session, for `sessions()`.
 *
 * Such a store can only read and write whole sessions. So what several processes change at once is not merged, a late write may bring back
 * what another process has ended, a new id takes two steps, and nobody finds the sessions of a user; within one process all of it but the
 * last is kept.
 */
export class ExpressSessionStore extends BaseStore {
  override readonly kind = "express-session";
  readonly #store: CallableStore & object;
  readonly #queue: KeyedQueue<unknown>;

  /** @throws SessionConfigError for an option that cannot work */
  constructor(options: ExpressSessionStoreOptions) {
    super(options, ["store"]);
    const store = options.store as (CallableStore & object) | undefined;
    if (!["get", "set", "destroy"].every((name) => typeof store?.[name as StoreMethod] === "function")) {
      throw new SessionConfigError(
        "Store option store must be a store made for express-session, with get, set and destroy",
      );
    }
    this.#store = store as CallableStore & object;
    this.#queue = queues.get(this.#store) ?? new KeyedQueue<unknown>();
    queues.set(this.#store, this.#queue);
  }

  override now(): number {
    return Date.now();
  }

  override read(handle: string, renewMs: number): Promise<StoredRow | null> {
    return this.#alone("read", handle, async () => {
      const row = await this.#find(handle);
      if (row && renewMs > 0) await this.#hold(handle, row, renewMs);
      return row && { ...row, renewed: renewMs > 0 };
    });
  }

  override renew(handle: string, lifeMs: number): Promise<void> {
    return this.#alone("renew", handle, async () => {
      const row = await this.#find(handle);
      if (row) await this.#hold(handle, row, lifeMs);
    });
  }

  override insert(
    handle: string,
    entries: ReadonlyMap<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null> {
    return this.#alone("insert", handle, async () => {
      if (await this.#find(handle)) return null;
      const head = beginHead(this.now(), lifetime, this.settings.dataVersion);
      return this.#write(handle, { head, entries: new Map(entries) });
    });
  }

  override merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    return this.#alone("merge", handle, async () => {
      const row = await this.#find(handle);
      if (!row) return "gone";
      requireDataVersion(row.head, this.settings, "merge");
      const merged = mergeIntoRow(row, delta, expected);
      if ("found" in merged) return merged;
      await this.#write(handle, merged);
      return "merged";
    });
  }

  override upgrade(handle: string, from: Row, delta: Delta): Promise<UpgradeResult> {
    return this.#alone("merge", handle, async () => {
      const row = await this.#find(handle);
      if (!row) return "gone";
      const upgraded = upgradeRow(row, from, delta, this.settings.dataVersion);
      if (!upgraded) return { found: row };
      await this.#write(handle, upgraded);
      return "upgraded";
    });
  }

  override move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult> {
    return this.#alone("move", from, async () => {
      const row = await this.#find(from);
      if (!row || (await this.#find(to))) return null;
      requireDataVersion(row.head, this.settings, "move");
      if (row.head.user !== (lifetime.user ?? "")) return { boundTo: row.head.user };
      const head = await this.#write(to, renewRow(row, delta, this.now(), lifetime));
      await this.#call("destroy", [from]);
      return head;
    });
  }

  override remove(handle: string): Promise<void> {
    return this.#alone("remove", handle, async () => {
      await this.#call("destroy", [handle]);
    });
  }

  async #find(handle: string): Promise<Row | null> {
    const found = (await this.#call("get", [handle])) as Partial<Envelope> | null | undefined;
    if (!found) return null;
    const row = typeof found.row === "string" ? this.judge(handle, found.row) : null;
    const end = Math.min(new Date(found.cookie?.expires ?? 0).valueOf(), row?.head.absoluteEnd ?? 0);
    return row && end > this.now() ? row : null;
  }

  async #write(handle: string, row: Row): Promise<RowHead> {
    const { maxLength } = this.settings;
    const bytes = maxLength > 0 ? Buffer.byteLength(encodeRow(row)) : 0;
    if (bytes > maxLength) throw this.tooLargeError(bytes);
    await this.#hold(handle, row, row.head.idle.seconds * 1000);
    return row.head;
  }

  /** Stores a row for so long, or until its absolute end. A touch need not keep what it is given, so this is a write each time. */
  async #hold(handle: string, row: Row, lifeMs: number): Promise<void> {
    const originalMaxAge = Math.max(1, Math.min(lifeMs, row.head.absoluteEnd - this.now()));
    const expires = new Date(this.now() + originalMaxAge);
    const envelope: Envelope = { cookie: { originalMaxAge, expires }, row: encodeRow(row) };
    await this.#call("set", [handle, envelope]);
  }

  #call(method: StoreMethod, values: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      callStore(
        { store: this.#store, method, values, deadlineMs: this.settings.deadlineMs },
        (error, value) => {
          const isMissing = (error as { readonly code?: unknown } | null | undefined)?.code === "ENOENT";
          if (!error || isMissing) resolve(isMissing ? undefined : value);
          else reject(asError(error));
        },
      );
    });
  }

  /** One change of a session after the other, each within the deadline. */
  async #alone<Result>(
    operation: StoreOperation,
    handle: string,
    task: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return (await this.withinDeadline(operation, this.#queue.run(handle, task))) as Result;
    } catch (cause) {
      if (isSessionError(cause)) throw cause;
      const message = `The session store failed to ${operation}`;
      throw new SessionStoreError("ERR_SESSION_STORE_FAILED", operation, message, { cause });
    }
  }
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error("The store failed with a value that is not an error");
}
