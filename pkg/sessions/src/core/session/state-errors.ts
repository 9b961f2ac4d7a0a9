import { SessionStateError } from "../errors.ts";

/** The error of a request that goes on with a session which it has destroyed. */
export function destroyedError(operation: string): SessionStateError {
  const message = `Cannot ${operation} a session that this request has destroyed`;
  return new SessionStateError("ERR_SESSION_DESTROYED", message);
}

/** The error of a `rotate()` whose store cannot do it. */
export function noRotationError(): SessionStateError {
  const message =
    "Cannot rotate the session: its store cannot, or names sessions by ids of its own; RedisStore, MemoryStore and CookieStore can";
  return new SessionStateError("ERR_SESSION_NO_ROTATION", message);
}

/** The error of a write that needs a cookie which can no longer be sent. */
export function headersSentError(operation: string): SessionStateError {
  const message = `Cannot ${operation}: the session needs a cookie, and the headers of the response have gone`;
  return new SessionStateError("ERR_SESSION_HEADERS_SENT", message);
}
