import { maxPasswordBytes } from "./password-bytes.ts";

/** Thrown for a password of which bcrypt would ignore the end. */
export class PasswordTooLongError extends Error {
  override readonly name = "PasswordTooLongError";
  readonly code = "ERR_PASSWORD_TOO_LONG";
  readonly status = 400;

  constructor(bytes: number) {
    super(`Cannot hash the password: it has ${bytes} bytes in UTF-8, bcrypt reads ${maxPasswordBytes}`);
  }
}

/** Thrown for a password with a NUL character: bcrypt takes "a\0a" for "a". */
export class PasswordNulError extends Error {
  override readonly name = "PasswordNulError";
  readonly code = "ERR_PASSWORD_NUL";
  readonly status = 400;

  constructor() {
    super("Cannot hash the password: it contains a NUL character");
  }
}

/** Thrown when too many passwords wait to be hashed; trying again later is right. */
export class PasswordBusyError extends Error {
  override readonly name = "PasswordBusyError";
  readonly code = "ERR_PASSWORD_BUSY";
  readonly status = 503;
  readonly headers = { "Retry-After": "2" } as const;

  constructor(waiting: number) {
    super(`Cannot hash the password: ${waiting} others are running or waiting`);
  }
}
