import type { SessionStore } from "../core/store.ts";

/** One call of a store: which operation, and with what. */
export interface StoreCall {
  readonly operation: string;
  readonly values: readonly unknown[];
}

const OPERATIONS = ["read", "renew", "insert", "merge", "move", "remove"] as const;

/**
 * Writes down every call of a store's operations from now on. A store whose sessions live in their cookies has none.
 *
 * @param before - is awaited before a call goes on to the store
 */
export function watchStore(store: SessionStore, before?: (call: StoreCall) => Promise<void>): StoreCall[] {
  const calls: StoreCall[] = [];
  for (const operation of OPERATIONS) {
    if (!(operation in store)) continue;
    const original = store[operation].bind(store) as (...values: unknown[]) => Promise<unknown>;
    const watched = async (...values: unknown[]): Promise<unknown> => {
      const call = { operation, values };
      calls.push(call);
      await before?.(call);
      return original(...values);
    };
    Object.defineProperty(store, operation, { value: watched, configurable: true });
  }
  return calls;
}
