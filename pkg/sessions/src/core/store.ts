import type { IdCookies } from "./id-cookie.ts";
import type { SessionIds } from "./ids.ts";
import type { KeyedQueue } from "./keyed-queue.ts";
import type { RecentMap } from "./recent-map.ts";
import type { IdleTimeout, Row, RowHead } from "./row/row.ts";
import type { SessionSettings } from "./settings/settings.ts";
import type { Successor } from "./rotation/successor.ts";
import type { UserIndex } from "./users/user-index.ts";

/** A row as `read` found it. */
export interface StoredRow extends Row {
  /** Whether the read also renewed the idle timeout, as it was asked to. */
  readonly renewed: boolean;
}

/** What every operation answers under a handle whose session was rotated lately: nothing was done, and here it went. */
export interface MovedSession {
  readonly movedTo: Successor;
}

/** What one request changed: names and texts of entries. */
export interface Delta {
  /** Remove every entry first, those of other requests included. */
  readonly clear: boolean;
  /** Entries to add or to replace, in order. */
  readonly set: readonly (readonly [name: string, text: string])[];
  /** Entries to remove. */
  readonly remove: readonly string[];
  /** The idle timeout from now on; `undefined` keeps the row's. */
  readonly idle: IdleTimeout | undefined;
  /** The user that the session is bound to from now on; `undefined` keeps the row's. */
  readonly user?: string | undefined;
}

/** The entry that a compare-and-set wants to find: its text, or `undefined` for no such entry. */
export interface Expectation {
  readonly name: string;
  readonly text: string | undefined;
}

/** What became of a merge: done, no such session any more, another text than expected (which is given), or it has another handle now. */
export type MergeResult = "merged" | "gone" | { readonly found: string | undefined } | MovedSession;

/** What became of an upgrade: done, no such session any more, another row than expected (which is given), or it has another handle now. */
export type UpgradeResult = "upgraded" | "gone" | { readonly found: Row } | MovedSession;

/** What a store is told about a session that begins now: how long it lasts, and whose it is. */
export interface Lifetime {
  readonly idle: IdleTimeout;
  readonly absoluteSeconds: number;
  /** The user that it is bound to. Default: an empty text, for none. */
  readonly user?: string | undefined;
  /**
   * Whether an insert may be carried out after its rejection: nobody has the session's id before the insert has resolved, and nobody is given
   * it after a rejection, so what comes late is a row that nobody finds. Default: false.
   */
  readonly mayComeLate?: boolean | undefined;
}

/**
 * What became of a move: the head of the moved row, no session to move, nothing done because it is bound to another user, or because it
 * has moved already.
 */
export type MoveResult = RowHead | null | { readonly boundTo: string } | MovedSession;

/** A session that gets another handle, while the one before leads to it for some time. */
export interface Rotation {
  readonly from: string;
  /** Of the same place as `from`. */
  readonly to: Successor;
  /** The user that the session must be bound to, or an empty text. */
  readonly user: string;
  /** Milliseconds for which the handle before leads to the new one. */
  readonly graceMs: number;
}

/** What a session writes its row through: the half of a store that a session knows. See `SessionStore` for what holds for all operations. */
export interface SessionWriter {
  /** What kind of store this is, in a word, for the messages of `SessionEvents`. */
  readonly kind: string;
  readonly settings: SessionSettings;
  /**
   * How it names sessions. Default: as the stores of this library do. Only such sessions can be rotated: with ids of another spelling, `rotate` is
   * refused, and `rotateAfter` when the store is mounted.
   */
  readonly ids?: SessionIds | undefined;
  /** Keys that its rows have by themselves: a session can read them, and does not list them. Default none. */
  readonly unlistedKeys?: readonly string[] | undefined;
  /** Lets the updates of one entry in this process wait for each other. */
  readonly updates: KeyedQueue<string | undefined>;
  /** Handles that this process destroyed or moved lately: their cookies must not leave any more. */
  readonly retired: RecentMap<true>;
  /** Finds sessions by their user. A store that has none of it cannot bind sessions. */
  readonly users?: UserIndex | undefined;

  /** Milliseconds since 1970 by the clock that a session's times are stamped with. Known once an operation on it has been answered. */
  now(handle: string): number;

  /**
   * Stores a new session, if there is none under this handle. Its data is of the version `settings.dataVersion`.
   *
   * @returns its head, stamped by the store's clock, or `null` if there is one already, which is left as it is
   */
  insert(handle: string, entries: ReadonlyMap<string, string>, lifetime: Lifetime): Promise<RowHead | null>;

  /**
   * Applies what changed to the row as it is now, and renews its idle timeout up to its absolute end. Never creates a session, and rejects
   * when the row's data is not of the version `settings.dataVersion`.
   *
   * @param expected - apply it only if this entry is found as it says, before anything is changed
   * @param known - the row as the caller last saw it, which may be out of date: a store may save work by it, and must give the same result
   *   without it
   * @throws SessionValueError `ERR_SESSION_TOO_LARGE` when the row would exceed `settings.maxLength`; nothing is written
   */
  merge(handle: string, delta: Delta, expected?: Expectation, known?: Row): Promise<MergeResult>;

  /**
   * Applies what changed, as `merge` does, and sets the row's data version to `settings.dataVersion`: only if its data version and all its
   * entries are as `from` has them, and else nothing is written.
   */
  upgrade(handle: string, from: Row, delta: Delta): Promise<UpgradeResult>;

  /**
   * Moves the row as it is now, and what changed, to another handle of the same place, where its lifetime begins anew. Only if it is
   * bound to the user that `lifetime` says, and of the data version that `merge` wants: whoever moves a session must first have entered it in that user's index.
   *
   * @throws SessionValueError as `merge` does; the session stays where it was
   */
  move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult>;

  /**
   * Moves the row as it is now, and what changed, to another handle of the same place, as `move` does, but its lifetime goes on: it began
   * when it began and ends when it was to end, and its idle timeout is renewed as by a merge. For `graceMs`, and no longer than the
   * session lives, every operation on the handle before answers where it went. A store that has none of it cannot rotate sessions.
   *
   * @returns a head with `rotatedAt`
   * @throws SessionValueError as `merge` does; the session stays where it was
   */
  rotate?(rotation: Rotation, delta: Delta): Promise<MoveResult>;

  /**
   * Removes a session. Resolves only once it is gone; one that does not exist is gone.
   *
   * @returns where the session went, a `MovedSession`: then nothing was removed. Anything else says that it is gone
   */
  remove(handle: string): Promise<unknown>;

  /**
   * The same store, where a write resolves once so many replicas have it, and rejects with `ERR_SESSION_NOT_REPLICATED` when they do not
   * in time: the write may have been carried out all the same. A store that has none of it cannot wait for replicas.
   */
  replicated?(replicas: number): SessionWriter;
}

/**
 * What holds sessions: the contract of every store that keeps rows on a server.
 *
 * For all of its operations:
 * - each is atomic, over all processes that share the store;
 * - a session that does not exist is an answer, never an error. One past its idle timeout or its absolute end does not exist;
 * - a rejection is a `SessionStoreError` and says that the store failed or did not answer within `settings.deadlineMs`;
 *   an insert, merge or move that is late is not carried out after its rejection. A late removal may be, which ends what was to
 *   end, and so may a late renewal, which creates nothing, and an insert whose lifetime says `mayComeLate`;
 * - a row that is damaged does not exist, with one warning, and is left as it is; one in a newer form is a `SessionStoreError`
 *   with the code `ERR_SESSION_FORMAT_NEWER`. A store reads data of every version and leaves it to its caller.
 */
export interface SessionStore extends SessionWriter {
  /**
   * The row of a session, or `null`.
   *
   * @param renewMs - let it live so many milliseconds from now if it exists; 0 leaves its lifetime. A store that refuses to
   *   renew answers all the same, with `renewed: false`
   */
  read(handle: string, renewMs: number): Promise<StoredRow | MovedSession | null>;

  /**
   * How the cookies of this name carry its ids, under its secrets. Default: signed as decision 0001 has it.
   *
   * @param signed - those by default, for a store that takes them beside its own
   */
  cookiesOf?(name: string, secrets: readonly string[], signed: IdCookies): IdCookies;

  /** Lets an existing session live so many milliseconds from now. Nothing happens if there is none. */
  renew(handle: string, lifeMs: number): Promise<void>;
}
