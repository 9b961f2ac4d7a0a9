import { isSessionError } from "../errors.ts";
import type { StoreOperation } from "../errors.ts";
import { sessionEvents } from "./session-events.ts";
import type { StoreEvent } from "./session-events.ts";

/** Settles as a server's answer does, and tells whoever listens how long that took. To be called only when somebody listens. */
export async function observeAnswer<Answer>(
  store: string,
  operation: StoreOperation,
  answer: Promise<Answer>,
): Promise<Answer> {
  const startedAt = performance.now();
  const tell = (outcome: StoreEvent["outcome"]): void => {
    sessionEvents.store.publish({ store, operation, outcome, durationMs: performance.now() - startedAt });
  };
  try {
    const value = await answer;
    tell("answered");
    return value;
  } catch (error) {
    tell(isSessionError(error, "ERR_SESSION_STORE_DEADLINE") ? "late" : "failed");
    throw error;
  }
}
