import { SessionStoreError } from "../../core/errors.ts";
import type { StoreOperation } from "../../core/errors.ts";
import { NotReplicatedError } from "./replicated-commands.ts";

/** Redis's own code at the beginning of a refusal (`READONLY`, `OOM`, `WRONGTYPE`, ...), or an empty text. */
export function redisCodeOf(error: unknown): string {
  return error instanceof Error ? (/^-?([A-Z]+)(?: |$)/.exec(error.message)?.[1] ?? "") : "";
}

/** Codes with which Redis refuses to write, but would still let the value be read. */
const WRITE_REFUSALS: ReadonlySet<string> = new Set(["READONLY", "NOREPLICAS", "MISCONF", "NOPERM", "OOM"]);

/** Whether Redis refused a command because it writes. */
export function isWriteRefusal(error: unknown): boolean {
  return WRITE_REFUSALS.has(redisCodeOf(error));
}

/**
 * The error that callers of the store get.
 *
 * Its cause is a copy with message and stack only: client libraries hang the whole command on theirs, with the key and the values of the
 * session in it, and whoever logs the error would log them.
 */
export function storeErrorFrom(operation: StoreOperation, error: unknown): SessionStoreError {
  if (error instanceof SessionStoreError) return error;
  if (error instanceof NotReplicatedError) return notReplicatedError(operation, error);
  const cause = new Error(
    error instanceof Error ? error.message : "The client rejected with a value that is not an error",
  );
  if (error instanceof Error) {
    cause.name = error.name;
    if (error.stack !== undefined) cause.stack = error.stack;
  }
  return new SessionStoreError(
    "ERR_SESSION_STORE_FAILED",
    operation,
    `Redis failed to ${operation} a session`,
    { cause },
  );
}

/** The error for a write that too few replicas have acknowledged. The primary has it, so it may last, or be lost in a failover. */
function notReplicatedError(operation: StoreOperation, { message }: NotReplicatedError): SessionStoreError {
  const reason = `Redis could ${operation} a session, but ${message}`;
  return new SessionStoreError("ERR_SESSION_NOT_REPLICATED", operation, reason);
}

/** The error for a connection that is known to be lost: nothing was sent. */
export function downError(operation: StoreOperation): SessionStoreError {
  const message = `Cannot ${operation} a session: there is no connection to Redis, or it does not answer`;
  return new SessionStoreError("ERR_SESSION_STORE_DOWN", operation, message);
}
