import type { Entries } from "../values/entries.ts";
import type { SessionData, SessionKey, SessionValue } from "../session-data.ts";
import type { IndexEntry, InspectedRow } from "./user-index.ts";

/** When a row was looked at, by the store's clock, and what of it can be shown. */
export interface Inspection {
  readonly now: number;
  readonly entries: Entries;
}

/**
 * One of a user's sessions, as `store.sessionsOf()` lists it: to show, not to change. Looking at it does not use it. One whose data
 * is of a newer version, or does not fit the schema, is listed without it.
 */
export class UserSession<Data extends object = SessionData> {
  /** The public name of the session: what `store.revoke()` takes. */
  readonly handle: string;
  /** When it was bound to the user. */
  readonly boundAt: Date;
  /** When it began: at its first save, and anew at `regenerate()`. */
  readonly createdAt: Date;
  /** When it ends if it is not used again. */
  readonly expiresAt: Date;
  /**
   * When it was last used, from what is left of its idle timeout: early by at most the store's `touchAfter`, in which uses are not
   * written down. In its last stretch before the absolute end it is the beginning of that stretch.
   */
  readonly lastSeenAt: Date;
  readonly #entries: Entries;

  /** For `store.sessionsOf()`. */
  constructor({ handle, boundAt }: IndexEntry, row: InspectedRow, { now, entries }: Inspection) {
    const { head, lifeMs } = row;
    this.handle = handle;
    this.boundAt = new Date(boundAt);
    this.createdAt = new Date(head.createdAt);
    this.expiresAt = new Date(now + lifeMs);
    const renewedAt = now + lifeMs - head.idle.seconds * 1000;
    this.lastSeenAt = new Date(Math.max(head.createdAt, Math.min(now, renewedAt)));
    this.#entries = entries;
  }

  /** The value under a key, or `undefined`. */
  get<Key extends SessionKey<Data>>(key: Key): SessionValue<Data, Key> | undefined {
    return this.#entries.get(key) as SessionValue<Data, Key> | undefined;
  }

  /** The keys that have a value. */
  keys(): SessionKey<Data>[] {
    return this.#entries.keys() as SessionKey<Data>[];
  }
}
