import { isSessionError } from "../errors.ts";
import { sessionEvents } from "./session-events.ts";
import type { StoreKind } from "./session-events.ts";

/** Tells whoever listens that an operation rejects. What is no error of this library is not its business. */
export function reportRejection(store: StoreKind, operation: string, error: unknown): void {
  const { gone, error: errors } = sessionEvents;
  if (isSessionError(error, "ERR_SESSION_GONE")) {
    if (gone.hasSubscribers) gone.publish({ store: store.kind, operation });
  } else if (errors.hasSubscribers && isSessionError(error)) {
    errors.publish({ store: store.kind, operation, code: error.code });
  }
}

/** Settles as the operation does, and tells whoever listens when it rejects. */
export async function reportingRejection<Result>(
  store: StoreKind,
  operation: string,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    reportRejection(store, operation, error);
    throw error;
  }
}
