import type { Row } from "../row/row.ts";

/** A session as its user's index knows it. */
export interface IndexEntry {
  readonly handle: string;
  /** When the session was bound to the user, in milliseconds since 1970 of the store's clock. A new id changes nothing about it. */
  readonly boundAt: number;
  /** Whether the process that entered it may still be about to write its row. */
  readonly isPending: boolean;
  /** Whether a revoke or the cap has ended it: its row must go, and so must the entry after it. */
  readonly isCondemned: boolean;
  /** The handle that the session has until its row has moved to this one; an empty text otherwise. */
  readonly movesFrom: string;
  /** The store's own: tells whether the entry was changed since. */
  readonly seen: unknown;
}

/** What is to be taken out of an index: an entry as it was seen, or whatever stands under a handle. */
export type LeavingEntry = Pick<IndexEntry, "handle"> & Partial<Pick<IndexEntry, "seen">>;

/** What is to be entered in an index. */
export interface NewIndexEntry {
  readonly handle: string;
  /** The handle that a bound session moves from: the new entry stands for the same session. An empty text for a session of its own. */
  readonly movesFrom: string;
  /** Milliseconds that the session can last at most. */
  readonly lastsMs: number;
  /** Milliseconds for which its row may still come. */
  readonly pendingMs: number;
  /** The mark that must still be the user's; `undefined` for any. */
  readonly mark: string | undefined;
}

/** How many sessions a user may have. 0 sets no limit. */
export interface IndexLimit {
  readonly most: number;
  /** Whether the oldest are condemned to make room, or nothing is entered when there is none. */
  readonly evicts: boolean;
}

/**
 * An index with so many entries, or twice as many as the fewest that it has had since it was last looked through, is long: sessions that
 * nobody lists or limits would pile up in it until their absolute end.
 */
export const LONG_INDEX = 64;

/**
 * What became of an entry: there is no room; the session must not be bound any more, since a revoke came between; or it stands in the
 * index, and these were condemned for it. One that is long is to be looked through; it says so once.
 */
export type EnterResult =
  "full" | "condemned" | { readonly isLong: boolean; readonly evicted: readonly IndexEntry[] };

/** Which sessions of a user: all, one, or all but one. */
export type WhichSessions = "all" | { readonly handle: string } | { readonly except: string };

/** A row that was looked at without being used: its idle timeout runs on. */
export interface InspectedRow extends Row {
  /** Milliseconds that it will live if it is not used. */
  readonly lifeMs: number;
}

/**
 * The users' indexes as a store keeps them: for each user the handles of that user's sessions. The procedures over it are in this folder.
 *
 * Each operation is atomic on one index or on one row, never on both: on Redis Cluster they may live on two servers. What holds
 * them together is one rule, which every procedure keeps at each of its steps, so that it also holds when a process dies between two:
 * **a row that names a user is in that user's index, by an entry of its handle.** So entries come before their rows and go after them.
 *
 * An index also has an epoch, which each revoke of all sessions, or of all but one, moves on. Entries of an older epoch are
 * condemned by that alone. Rejections are as for `SessionStore`.
 */
export interface UserIndex {
  /** The epoch of a user's index, as a text. */
  mark(user: string): Promise<string>;

  /**
   * Enters a session as pending, in the present epoch, and forgets entries past their absolute end, or some of them. An entry that is
   * there is entered anew, and keeps the handle that it has moved from.
   *
   * Condemned entries do not count towards the limit, nor does one whose session is just moving, beside the one that it moves from.
   * One that moves takes over when the session was bound, is not limited, and is refused when the one that it moves from is
   * condemned.
   */
  enter(user: string, entry: NewIndexEntry, limit: IndexLimit): Promise<EnterResult>;

  /**
   * Says that the row of an entry has been written. The entry that it moved from goes, and its handle names this one from now on for those who
   * condemn.
   *
   * @returns whether the session may live: false when its entry was condemned meanwhile, or is not there
   */
  confirm(user: string, handle: string): Promise<boolean>;

  /** Takes entries out: those with a `seen` only if they have not been changed since. */
  leave(user: string, entries: readonly LeavingEntry[]): Promise<void>;

  /**
   * Condemns entries, and with each the one that its session is just moving to, or the one that it has moved to since. For "all" and "except" it moves the epoch on, and keeps it
   * for at least so many milliseconds.
   *
   * @returns the condemned ones among those that were asked for, also if they had been before
   */
  condemn(user: string, which: WhichSessions, keepMs: number): Promise<readonly IndexEntry[]>;

  /** The entries of an index, those condemned included, oldest first. */
  entries(user: string): Promise<readonly IndexEntry[]>;

  /** The row of a session, whose lifetime is left as it is; `null` if there is none. */
  inspect(handle: string): Promise<InspectedRow | null>;

  /** Removes a session if it is bound to this user. @returns whether it was there */
  removeOf(user: string, handle: string): Promise<boolean>;
}
