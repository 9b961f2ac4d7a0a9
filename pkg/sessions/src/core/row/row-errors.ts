import { SessionStoreError, SessionValueError } from "../errors.ts";
import type { StoreOperation } from "../errors.ts";
import type { RowHead } from "./row.ts";
import type { SessionSettings } from "../settings/settings.ts";

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

/** A row whose data is of a version that this release does not know. */
export function newerDataError(operation: StoreOperation): SessionStoreError {
  const message =
    "A session holds data of a newer version than the store option dataVersion; roll out readers before writers";
  return new SessionStoreError("ERR_SESSION_DATA_NEWER", operation, message);
}

/** @throws SessionStoreError unless the data of a row is of the version that this release reads and writes */
export function requireDataVersion(
  head: RowHead,
  { dataVersion }: SessionSettings,
  operation: StoreOperation,
): void {
  if (head.dataVersion !== dataVersion) throw newerDataError(operation);
}

/** Others were faster until the deadline. */
export function conflictError(deadlineMs: number): SessionStoreError {
  const message = `Others kept changing the session for ${deadlineMs} ms; nothing was written`;
  return new SessionStoreError("ERR_SESSION_CONFLICT", "merge", message);
}
