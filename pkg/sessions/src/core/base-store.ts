import { checkRotation } from "./rotation/can-rotate.ts";
import { ConnectStore } from "./connect/connect-store.ts";
import { NEWER_FORMAT, decodeRow } from "./row/row.ts";
import type { Row, RowHead } from "./row/row.ts";
import { observeAnswer } from "./diagnostics/observe-answer.ts";
import { reportingRejection } from "./diagnostics/report-rejection.ts";
import { sessionEvents } from "./diagnostics/session-events.ts";
import { Deadlines } from "./deadlines.ts";
import { SessionStoreError } from "./errors.ts";
import type { SessionValueError, StoreOperation } from "./errors.ts";
import { libraryIds } from "./ids.ts";
import type { SessionIds } from "./ids.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import { loadSession } from "./session/load-session.ts";
import { RecentMap } from "./recent-map.ts";
import { newerFormatError, rowTooLargeError } from "./row/row-errors.ts";
import { addressOf } from "./session/session-address.ts";
import type { SessionData } from "./session-data.ts";
import type { Session } from "./session/session.ts";
import { normalizeSettings } from "./settings/settings.ts";
import type { SessionSettings, SessionStoreOptions } from "./settings/settings.ts";
import type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  MoveResult,
  SessionStore,
  MovedSession,
  Rotation,
  StoredRow,
  UpgradeResult,
} from "./store.ts";
import { listSessions } from "./users/list-sessions.ts";
import { revokeSessions } from "./users/revoke-sessions.ts";
import type { UserIndex, WhichSessions } from "./users/user-index.ts";
import { checkUser, userIndexOf } from "./users/user-index-of.ts";
import type { UserSession } from "./users/user-session.ts";
import { warnOfUnreadable } from "./warnings.ts";

/** Handles remembered at least as destroyed or moved. */
const REMEMBERED_HANDLES = 4096;

/**
 * What all stores of this library have in common: their settings, `open()`, the sessions of a user, deadlines, and the judgement of
 * damaged rows.
 */
export abstract class BaseStore extends ConnectStore implements SessionStore {
  /** A store of your own may say another word. */
  readonly kind: string = "custom";
  readonly settings: SessionSettings;
  readonly ids: SessionIds = libraryIds;
  readonly updates = new KeyedQueue<string | undefined>();
  readonly retired = new RecentMap<true>(REMEMBERED_HANDLES);
  readonly users?: UserIndex;
  readonly #deadlines: Deadlines;

  /** @param settings - those of another store of the same options, which were checked then */
  protected constructor(
    options: SessionStoreOptions,
    ownOptions: readonly string[],
    settings = normalizeSettings(options, ownOptions),
  ) {
    super();
    this.settings = settings;
    this.#deadlines = new Deadlines(this.settings.deadlineMs);
    checkRotation(this);
  }

  abstract now(handle: string): number;
  abstract read(handle: string, renewMs: number): Promise<StoredRow | MovedSession | null>;
  abstract renew(handle: string, lifeMs: number): Promise<void>;
  abstract insert(
    handle: string,
    entries: ReadonlyMap<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null>;
  abstract merge(handle: string, delta: Delta, expected?: Expectation, known?: Row): Promise<MergeResult>;
  abstract upgrade(handle: string, from: Row, delta: Delta): Promise<UpgradeResult>;
  abstract move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult>;
  abstract remove(handle: string): Promise<unknown>;
  rotate?(rotation: Rotation, delta: Delta): Promise<MoveResult>;

  /**
   * The session with this id, outside of any request, or `null` when there is none: then nothing was made under that id.
   *
   * Its `save()` stores as usual; no cookie is involved.
   *
   * @throws SessionStoreError when the store could not be asked
   */
  async open<Data extends object = SessionData>(id: string): Promise<Session<Data> | null> {
    if (!this.ids.isId(id)) return null;
    return loadSession<Data>(this, addressOf(id, this.settings.idleSeconds * 1000, this.ids));
  }

  /**
   * The living sessions that are bound to a user, on whichever replica they were: the one bound longest ago first. Looking at them
   * does not use them.
   *
   * @throws SessionStoreError when the store could not be asked
   * @throws SessionStateError `ERR_SESSION_NO_USER_INDEX` when the store cannot tell whose sessions it holds; so do the next two
   */
  async sessionsOf<Data extends object = SessionData>(userId: string): Promise<UserSession<Data>[]> {
    return reportingRejection(this, "sessionsOf", () => listSessions<Data>(this, checkUser(userId)));
  }

  /**
   * Ends sessions of a user: all, one by its handle, or all but one. Once it resolves none of them is read or saved by any replica.
   * A login that is under way meanwhile rejects; revoking waits for it, so it may take some milliseconds, or four times
   * `deadlineMs` when its process has died.
   *
   * @param which - default `"all"`; a handle that is no session of this user ends nothing
   * @returns how many sessions it removed; one that is just being bound or moved is removed by the request that does so
   * @throws SessionStoreError when some may still be alive: revoke again
   */
  async revoke(userId: string, which: WhichSessions = "all"): Promise<number> {
    return reportingRejection(this, "revoke", () => revokeSessions(this, checkUser(userId), which));
  }

  /**
   * A text that changes when all sessions of a user are revoked, or all but one. Ask for it before you read the hash of a password,
   * and give it to `session.bind()` after the check: then a login with the old password cannot outlive the change of it and the
   * revoke after that. It counts for a day, or the absolute timeout if that is longer.
   *
   * @throws SessionStoreError when the store could not be asked
   */
  async markOf(userId: string): Promise<string> {
    return reportingRejection(this, "markOf", () => userIndexOf(this).mark(checkUser(userId)));
  }

  /** Settles as the call does, or rejects with `ERR_SESSION_STORE_DEADLINE` once `deadlineMs` are over, and says so to `onLate`. */
  protected withinDeadline<Value>(
    operation: StoreOperation,
    call: Promise<Value>,
    onLate?: () => void,
  ): Promise<Value> {
    const answer = this.#deadlines.race(call, () => {
      onLate?.();
      return this.lateError(operation);
    });
    return sessionEvents.store.hasSubscribers ? observeAnswer(this.kind, operation, answer) : answer;
  }

  protected lateError(operation: StoreOperation): SessionStoreError {
    const message = `The session store did not ${operation} within ${this.settings.deadlineMs} ms`;
    return new SessionStoreError("ERR_SESSION_STORE_DEADLINE", operation, message);
  }

  protected tooLargeError(bytes: number): SessionValueError {
    return rowTooLargeError(bytes, this.settings.maxLength);
  }

  /** A row as text, read; `null` with one warning when it is damaged. */
  protected judge(handle: string, text: string): Row | null {
    const row = decodeRow(text);
    if (row === NEWER_FORMAT) throw this.newerFormatError("read");
    return "damage" in row ? this.damaged(handle, row.damage) : row;
  }

  protected newerFormatError(operation: StoreOperation): SessionStoreError {
    return newerFormatError(operation);
  }

  /** Warns once that what stands under a handle is no session, and counts it as none. */
  protected damaged(handle: string, damage: string): null {
    warnOfUnreadable(this, handle, damage);
    return null;
  }
}
