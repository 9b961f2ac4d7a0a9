/** The stable code of each error, to decide by. Messages may change, codes do not. */
export type SessionErrorCode =
  | "ERR_SESSION_CONFIG"
  | "ERR_SESSION_CONFLICT"
  | "ERR_SESSION_COOKIE"
  | "ERR_SESSION_COOKIE_TOO_LARGE"
  | "ERR_SESSION_DATA_NEWER"
  | "ERR_SESSION_DESTROYED"
  | "ERR_SESSION_FORMAT_NEWER"
  | "ERR_SESSION_GONE"
  | "ERR_SESSION_HEADERS_SENT"
  | "ERR_SESSION_LIMIT"
  | "ERR_SESSION_NOT_MOUNTED"
  | "ERR_SESSION_NO_ROTATION"
  | "ERR_SESSION_NOT_REPLICATED"
  | "ERR_SESSION_NO_REPLICAS"
  | "ERR_SESSION_NO_USER_INDEX"
  | "ERR_SESSION_STORE_DEADLINE"
  | "ERR_SESSION_STORE_DOWN"
  | "ERR_SESSION_STORE_FAILED"
  | "ERR_SESSION_TOO_LARGE"
  | "ERR_SESSION_UNSAVED_CHANGE"
  | "ERR_SESSION_VALUE";

/** The base of every error that the library raises. No message carries an id, a cookie value or a secret. */
export class SessionError extends Error {
  override readonly name: string = "SessionError";
  readonly code: SessionErrorCode;

  constructor(code: SessionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * An option that cannot work. Thrown by constructors and by `sessions()`. One case is only seen when a request comes, and then passed to
 * `next()`: two stores mounted under one name.
 */
export class SessionConfigError extends SessionError {
  override readonly name = "SessionConfigError" as const;

  constructor(message: string) {
    super("ERR_SESSION_CONFIG", message);
  }
}

/** What the store was asked to do when it failed. */
export type StoreOperation =
  "read" | "renew" | "insert" | "merge" | "upgrade" | "move" | "rotate" | "remove" | "index";

/**
 * The store did not do what it was asked, or not in time. It says nothing about the session: it may well be alive.
 *
 * Answer 503; Express does so by itself, since `status` and `headers` are what its final handler reads.
 */
export class SessionStoreError extends SessionError {
  override readonly name = "SessionStoreError" as const;
  readonly status = 503;
  readonly statusCode = 503;
  /** A second is what `connectRedis()` needs at most to come back once Redis is there. */
  readonly headers = { "Retry-After": "1" } as const;
  readonly operation: StoreOperation;

  constructor(code: SessionErrorCode, operation: StoreOperation, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.operation = operation;
  }
}

/** The session was destroyed, revoked, moved to another id or expired while this request held it. Answer 401. */
export class SessionGoneError extends SessionError {
  override readonly name = "SessionGoneError" as const;
  readonly status = 401;
  readonly statusCode = 401;

  constructor() {
    super("ERR_SESSION_GONE", "The session has ended meanwhile; nothing was written");
  }
}

/** The user has as many sessions as `maxSessionsPerUser` allows, and `whenFull` is `"refuse"`. Nothing was written. Answer 409. */
export class SessionLimitError extends SessionError {
  override readonly name = "SessionLimitError" as const;
  readonly status = 409;
  readonly statusCode = 409;

  constructor(allowed: number) {
    const message = `Cannot bind the session: its user has as many sessions as maxSessionsPerUser allows (${allowed})`;
    super("ERR_SESSION_LIMIT", message);
  }
}

/** The session or the response is in a state in which this call makes no sense: a mistake in the handler. */
export class SessionStateError extends SessionError {
  override readonly name = "SessionStateError" as const;
}

/** A cookie that no browser would take: an illegal attribute, or a session that does not fit into its cookies. */
export class SessionCookieError extends SessionError {
  override readonly name = "SessionCookieError" as const;

  constructor(message: string, code: SessionErrorCode = "ERR_SESSION_COOKIE") {
    super(code, message);
  }
}

/** A value that has no serialization, or a session that is larger than `maxLength`. */
export class SessionValueError extends SessionError {
  override readonly name = "SessionValueError" as const;
}

/**
 * Tells whether a caught value is an error of this library, and of this code if one is given.
 *
 * It looks at the code and not at the class, so it also holds when two copies of the package are loaded.
 */
export function isSessionError(value: unknown, code?: SessionErrorCode): value is SessionError {
  if (!(value instanceof Error) || !("code" in value) || typeof value.code !== "string") return false;
  return code === undefined ? value.code.startsWith("ERR_SESSION_") : value.code === code;
}
