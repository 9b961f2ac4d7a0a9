import { SessionStoreError } from "../../pkg/sessions/src/core/errors.ts";
import type { StoreOperation } from "../../pkg/sessions/src/core/errors.ts";
import type { SessionStore } from "../../pkg/sessions/src/core/store.ts";

/**
 * Lets the next call of a store's operation fail with `ERR_SESSION_STORE_FAILED`; later calls go on to the store.
 *
 * @param isStored - carry the operation out all the same, so that only its answer is lost
 */
export function failOnce(
  store: SessionStore,
  operation: Exclude<StoreOperation, "index">,
  isStored = false,
): void {
  const original = store[operation].bind(store) as (...values: unknown[]) => Promise<unknown>;
  const failing = async (...values: unknown[]): Promise<never> => {
    Object.defineProperty(store, operation, { value: original, configurable: true });
    if (isStored) await original(...values);
    throw new SessionStoreError("ERR_SESSION_STORE_FAILED", operation, "The store of this test fails");
  };
  Object.defineProperty(store, operation, { value: failing, configurable: true });
}
