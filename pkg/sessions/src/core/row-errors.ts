import { SessionStoreError, SessionValueError } from "./errors.ts";
import type { StoreOperation } from "./errors.ts";

/** A row that would be larger than `maxLength` allows. */
export function rowTooLargeError(bytes: number, maxLength: number): SessionValueError {
  const message = `Cannot save the session: its row has ${bytes} bytes, maxLength allows ${maxLength}`;
  return new SessionValueError("ERR_SESSION_TOO_LARGE", message);
}

/** A row in a form that this release does not know. */
export function newerFormatError(operation: StoreOperation): SessionStoreError {
  const message =
    "A session is stored in a form that only a newer release reads; roll out readers before writers";
  return new SessionStoreError("ERR_SESSION_FORMAT_NEWER", operation, message);
}
