import { sessionEvents } from "./diagnostics/session-events.ts";
import type { StoreKind } from "./diagnostics/session-events.ts";
import type { SessionErrorCode } from "./errors.ts";
import { RecentMap } from "./recent-map.ts";

/** Stable codes of the warnings that the library emits through `process.emitWarning`. */
export type SessionWarningCode =
  | "WRN_SESSION_COOKIE_WITHHELD"
  | "WRN_SESSION_DUPLICATE_SECRET"
  | "WRN_SESSION_LATE_SAVE"
  | "WRN_SESSION_LIFETIMES"
  | "WRN_SESSION_MEMORY_STORE"
  | "WRN_SESSION_NOT_ROTATED"
  | "WRN_SESSION_PROXY_NOT_TRUSTED"
  | "WRN_SESSION_REDIS_DOWN"
  | "WRN_SESSION_SHORT_SECRET"
  | "WRN_SESSION_UNREADABLE"
  | "WRN_SESSION_UNSAVED_CHANGES";

/**
 * Tells the operator what nobody else would notice, through `process.emitWarning`: on standard error, or wherever the
 * program's own `warning` listener puts it. No message carries an id, a cookie value, a session's content or a secret.
 */
export function warn(code: SessionWarningCode, message: string): void {
  process.emitWarning(message, { type: "SessionWarning", code });
}

/** Sessions remembered at least as those that were warned about. */
const REMEMBERED_SESSIONS = 4096;

const warnedOf = new RecentMap<true>(REMEMBERED_SESSIONS);

/** Warns that a stored session cannot be read, and says what is wrong: once for each session, however many requests meet it. */
export function warnOfUnreadable(store: StoreKind, handle: string, damage: string): void {
  reportUnreadable(store, handle, damage);
  warnOnce(handle, `A stored session cannot be read: ${damage}. It is left as it is and counts as none`);
}

/** Warns that one value of a stored session cannot be parsed, likewise once for each session. */
export function warnOfUnreadableValue(store: StoreKind, handle: string): void {
  reportUnreadable(store, handle, "a value cannot be parsed");
  warnOnce(handle, "A value of a stored session cannot be parsed. It is left as it is and counts as absent");
}

function reportUnreadable(store: StoreKind, handle: string, damage: string): void {
  const { unreadable } = sessionEvents;
  if (unreadable.hasSubscribers) unreadable.publish({ store: store.kind, handle, damage });
}

/** Milliseconds between two warnings of rotations that failed: an outage would cause one for each session. */
const MISSED_ROTATION_MS = 60_000;

let missedRotationUntil = 0;

/** Warns that a session could not be given another id by its age, once in a minute: it keeps the one that it has, and is tried again. */
export function warnOfMissedRotation(code: SessionErrorCode): void {
  if (performance.now() < missedRotationUntil) return;
  missedRotationUntil = performance.now() + MISSED_ROTATION_MS;
  const message = `A session older than rotateAfter could not be rotated (${code}). It keeps its id and is tried again later`;
  warn("WRN_SESSION_NOT_ROTATED", message);
}

function warnOnce(handle: string, message: string): void {
  if (warnedOf.has(handle)) return;
  warnedOf.set(handle, true);
  warn("WRN_SESSION_UNREADABLE", message);
}
