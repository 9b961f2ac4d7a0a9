import { SessionStoreError } from "../../pkg/sessions/src/core/errors.ts";
import type { StoreOperation } from "../../pkg/sessions/src/core/errors.ts";
import type { SessionStore } from "../../pkg/sessions/src/core/store.ts";

/** The error of a store that does not answer, as tests make it. */
export function storeFailure(operation: StoreOperation): SessionStoreError {
  return new SessionStoreError("ERR_SESSION_STORE_FAILED", operation, "The store of this test fails");
}

/**
 * Lets the next call of a store's operation fail; later calls go on to the store.
 *
 * @param isStored - carry the operation out all the same, so that only its answer is lost
 */
export function failOnce(store: SessionStore, operation: StoreOperation, isStored = false): void {
  const original = store[operation].bind(store) as (...values: unknown[]) => Promise<unknown>;
  const failing = async (...values: unknown[]): Promise<never> => {
    Object.defineProperty(store, operation, { value: original, configurable: true });
    if (isStored) await original(...values);
    throw storeFailure(operation);
  };
  Object.defineProperty(store, operation, { value: failing, configurable: true });
}
