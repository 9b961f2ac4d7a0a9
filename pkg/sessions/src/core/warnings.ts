/** Stable codes of the warnings that the library emits through `process.emitWarning`. */
export type SessionWarningCode =
  "WRN_SESSION_UNREADABLE" | "WRN_SESSION_SHORT_SECRET" | "WRN_SESSION_REDIS_DOWN";

/**
 * Tells the operator what nobody else would notice, through `process.emitWarning`: on standard error, or wherever the
 * program's own `warning` listener puts it. No message carries an id, a cookie value, a session's content or a secret.
 */
export function warn(code: SessionWarningCode, message: string): void {
  process.emitWarning(message, { type: "SessionWarning", code });
}
