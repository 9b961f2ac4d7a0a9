/** Thrown when somebody tried too often. */
export class TooManyAttemptsError extends Error {
  override readonly name = "TooManyAttemptsError";
  readonly code = "ERR_TOO_MANY_ATTEMPTS";
  readonly status = 429;
  readonly headers: Readonly<Record<"Retry-After", string>>;

  constructor(limit: string, waitMs: number) {
    super(`Too many attempts: the limit "${limit}" is reached`);
    this.headers = { "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1000))) };
  }
}

/** Thrown when attempts could not be counted: nobody gets unlimited ones then. */
export class AttemptStoreError extends Error {
  override readonly name = "AttemptStoreError";
  readonly code = "ERR_ATTEMPT_STORE";
  readonly status = 503;
  readonly headers = { "Retry-After": "1" } as const;

  constructor(cause: unknown) {
    super("The attempts could not be counted", { cause });
  }
}
