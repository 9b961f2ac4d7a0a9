import type { SessionStore } from "../core/store.ts";

/** One call of a store: which operation, and with what. */
export interface StoreCall {
  readonly operation: string;
  readonly values: readonly unknown[];
}

type Operation = (...values: unknown[]) => Promise<unknown>;

const OPERATIONS = ["read", "renew", "insert", "merge", "move", "remove"] as const;
const INDEX_OPERATIONS = [
  "mark",
  "enter",
  "confirm",
  "leave",
  "condemn",
  "entries",
  "inspect",
  "removeOf",
] as const;

/**
 * Writes down every call of a store's operations from now on, those of its index of users included. A store whose sessions live in their
 * cookies has none.
 *
 * @param before - is awaited before a call goes on to the store
 */
export function watchStore(store: SessionStore, before?: (call: StoreCall) => Promise<void>): StoreCall[] {
  const calls: StoreCall[] = [];
  const watch = <Target extends object>(target: Target, operation: keyof Target & string): void => {
    const original = (target[operation] as Operation).bind(target);
    const watched: Operation = async (...values) => {
      const call = { operation, values };
      calls.push(call);
      await before?.(call);
      return original(...values);
    };
    Object.defineProperty(target, operation, { value: watched, configurable: true });
  };
  for (const operation of OPERATIONS) if (operation in store) watch(store, operation);
  const { users } = store;
  if (users) for (const operation of INDEX_OPERATIONS) watch(users, operation);
  return calls;
}
