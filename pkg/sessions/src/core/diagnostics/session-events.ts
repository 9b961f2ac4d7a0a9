import { channel } from "node:diagnostics_channel";
import type { SessionErrorCode, StoreOperation } from "../errors.ts";

/**
 * What the library tells whoever listens, over `node:diagnostics_channel`. The name of each channel is `hertz-sessions:` and a key of this
 * interface; the message is what stands behind it. Nothing is made, counted or timed for a channel that nobody listens to.
 *
 * A message is published when its operation has ended, in the process that did it. None carries an id, a cookie value, a value of a
 * session, a user or a secret; `handle` is the public name of a session (`session.handle`). What a listener throws does not reach the
 * request: Node.js raises it as an uncaught exception.
 *
 * @example
 * import { subscribe } from "node:diagnostics_channel";
 * import type { SessionEvents } from "hertz-sessions";
 *
 * subscribe("hertz-sessions:save", (message) => {
 *   const { store, outcome, durationMs } = message as SessionEvents["save"];
 *   saves.labels(store, outcome).observe(durationMs / 1000);
 * });
 */
export interface SessionEvents {
  /** A session was asked for: by `getSession()`, once for each request and session, or by `store.open()`. */
  readonly load: LoadEvent;
  /** Changes were written: by `save()` and `bind()`, and by the `update()` of a session that was not stored yet. None when nothing changed. */
  readonly save: SaveEvent;
  /** `update()` of a stored session. */
  readonly update: UpdateEvent;
  /** An `update()` found another value than it expected, and computes again. */
  readonly conflict: SessionEvent;
  /** `regenerate()` of a stored session. */
  readonly regenerate: MoveEvent;
  /** `rotate()` of a stored session, also by its age. */
  readonly rotate: MoveEvent;
  /** `bind()`. */
  readonly bind: OperationEvent;
  /** `destroy()` of a stored session, and a `save()` with a `maxAge` below 0. */
  readonly destroy: OperationEvent;
  /** `store.revoke()`. */
  readonly revoke: RevokeEvent;
  /** `bind()` or `regenerate()` ended sessions of a user, since there were `maxSessionsPerUser` of them. */
  readonly evict: EvictEvent;
  /** A read was to renew the idle timeout of its session, which was due. */
  readonly renew: RenewEvent;
  /** An operation rejected with `SessionGoneError`: the session was destroyed, revoked, moved or had expired meanwhile. No failure. */
  readonly gone: RejectionEvent;
  /** An operation rejected with any other error of this library. */
  readonly error: ErrorEvent;
  /** A browser did not get the cookie of a session, or will not keep it. */
  readonly withheld: WithheldEvent;
  /** A stored session, or a value of one, makes no sense, and counts as absent. Each time that it is met. */
  readonly unreadable: UnreadableEvent;
  /** A server was asked and answered, or did not. What was refused before it was sent is none. */
  readonly store: StoreEvent;
  /** A connection of a store stands or was lost. */
  readonly connection: ConnectionEvent;
}

/** What every message says. */
interface BaseEvent {
  /** The kind of the store: `"redis"`, `"memory"`, `"cookie"`, or what another calls itself. */
  readonly store: string;
}

/** A message about one session. */
interface SessionEvent extends BaseEvent {
  /** The public name of the session. */
  readonly handle: string;
}

/** How long an operation took. */
interface Timed {
  /** Milliseconds, with fractions. */
  readonly durationMs: number;
  /** The code of the error that it rejected with, if it is one of this library. */
  readonly code?: SessionErrorCode | undefined;
}

/** The end of an operation on a session. */
interface OperationEvent extends SessionEvent, Timed {
  /** `"gone"` when the session had ended meanwhile; `"failed"` for any other error. */
  readonly outcome: "done" | "gone" | "failed";
}

export interface LoadEvent extends BaseEvent, Timed {
  /**
   * - `"found"`: the session is there;
   * - `"missing"`: the cookie was genuine, its session has expired or ended;
   * - `"refused"`: no cookie of this name passed its check, or two that did were of different sessions;
   * - `"new"`: there was no cookie;
   * - `"failed"`: an error.
   *
   * The store is asked for none but `"found"`, `"missing"` and `"failed"`.
   */
  readonly outcome: "found" | "missing" | "refused" | "new" | "failed";
  /** The public name of the session that was asked for, when the cookie was genuine. */
  readonly handle?: string | undefined;
}

interface SaveEvent extends SessionEvent, Timed {
  /** `"created"` for a session that was not stored before. */
  readonly outcome: "created" | "saved" | "gone" | "failed";
  /** How many entries, values and flashes, were set or removed. */
  readonly changes: number;
}

interface UpdateEvent extends OperationEvent {
  /** How often the function ran. */
  readonly tries: number;
}

interface MoveEvent extends OperationEvent {
  /** The public name of the session before; `handle` is the new one. */
  readonly from: string;
}

export interface RevokeEvent extends BaseEvent, Timed {
  readonly outcome: "done" | "failed";
  /** Which sessions of the user were to end. */
  readonly which: "all" | "one" | "others";
  /** How many were removed. */
  readonly ended: number;
}

interface EvictEvent extends BaseEvent {
  /** How many were removed. */
  readonly ended: number;
}

interface RenewEvent extends SessionEvent {
  /** `"refused"`: the server can be read and not written, so the session will expire sooner. */
  readonly outcome: "done" | "refused";
}

/** An operation that rejected. */
interface RejectionEvent extends BaseEvent {
  /** What was called: `load`, `save`, `update`, `regenerate`, `rotate`, `bind`, `destroy`, `revoke`, `sessionsOf` or `markOf`. */
  readonly operation: string;
}

interface ErrorEvent extends RejectionEvent {
  readonly code: SessionErrorCode;
}

export interface WithheldEvent extends BaseEvent {
  /** The name of the session's cookie. */
  readonly cookie: string;
  /**
   * - `"insecure"`: it may only travel over HTTPS, and the request came over HTTP as far as the server can tell;
   * - `"headers-sent"`: the head of the response had left;
   * - `"ended"`: the session was destroyed or moved while the response was under way;
   * - `"too-large"`: a session in cookies that was due for renewal does not fit any more.
   */
  readonly reason: "insecure" | "headers-sent" | "ended" | "too-large";
}

interface UnreadableEvent extends SessionEvent {
  /** What is wrong, in words. */
  readonly damage: string;
}

export interface StoreEvent extends BaseEvent {
  readonly operation: StoreOperation;
  /** `"late"`: not answered within `deadlineMs`. `"failed"`: refused, or the connection broke. */
  readonly outcome: "answered" | "late" | "failed";
  /** Milliseconds, with fractions, from the command to its answer: retries and redirections included. */
  readonly durationMs: number;
}

export interface ConnectionEvent extends BaseEvent {
  readonly state: "up" | "down";
  /** What stands or was lost: the connection to one server, or a cluster as a whole. */
  readonly to: "server" | "cluster";
}

/** A store, as far as messages name it. */
export interface StoreKind {
  readonly kind: string;
}

/** A channel of `node:diagnostics_channel` that knows what its messages look like. */
export interface EventChannel<Message> {
  /** Ask before anything is made for a message. */
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
}

/** The channels. */
export const sessionEvents: { readonly [Name in keyof SessionEvents]: EventChannel<SessionEvents[Name]> } = {
  load: channel("hertz-sessions:load"),
  save: channel("hertz-sessions:save"),
  update: channel("hertz-sessions:update"),
  conflict: channel("hertz-sessions:conflict"),
  regenerate: channel("hertz-sessions:regenerate"),
  rotate: channel("hertz-sessions:rotate"),
  bind: channel("hertz-sessions:bind"),
  destroy: channel("hertz-sessions:destroy"),
  revoke: channel("hertz-sessions:revoke"),
  evict: channel("hertz-sessions:evict"),
  renew: channel("hertz-sessions:renew"),
  gone: channel("hertz-sessions:gone"),
  error: channel("hertz-sessions:error"),
  withheld: channel("hertz-sessions:withheld"),
  unreadable: channel("hertz-sessions:unreadable"),
  store: channel("hertz-sessions:store"),
  connection: channel("hertz-sessions:connection"),
};
