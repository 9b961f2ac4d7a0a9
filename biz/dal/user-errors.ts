/** What no two users share. */
export const uniqueFields = ["username", "email"] as const;

export type UniqueField = (typeof uniqueFields)[number];

/** Thrown by create() when the username or the e-mail address belongs to somebody. */
export class UserExistsError extends Error {
  override readonly name = "UserExistsError";
  readonly code = "ERR_USER_EXISTS";
  /** Which of them are taken. */
  readonly taken: readonly UniqueField[];

  constructor(taken: readonly UniqueField[]) {
    super("Cannot create the user: its name or its e-mail address is taken");
    this.taken = taken;
  }
}

/** Thrown when the users' store did not answer in time or refused; asking again later is right. */
export class UserStoreError extends Error {
  override readonly name = "UserStoreError";
  readonly code = "ERR_USER_STORE";
  readonly status = 503;
  readonly headers = { "Retry-After": "1" } as const;
  readonly operation: string;

  constructor(operation: string, cause: unknown) {
    super(`The users' store failed at ${operation}`, { cause });
    this.operation = operation;
  }
}

/** Thrown when the store holds something else where a user should be; asking again does not help. */
export class UserRecordError extends Error {
  override readonly name = "UserRecordError";
  readonly code = "ERR_USER_RECORD";

  constructor() {
    super("The users' store holds a record that is no user");
  }
}
