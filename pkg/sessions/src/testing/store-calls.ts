import type { SessionStore } from "../core/store.ts";
import type { UserIndex } from "../core/users/user-index.ts";

/** What a store can be asked to do. */
export const ROW_OPERATIONS = [
  "read",
  "renew",
  "insert",
  "merge",
  "upgrade",
  "move",
  "rotate",
  "remove",
] as const;

/** What its index of users can be asked to do. */
export const INDEX_OPERATIONS = [
  "mark",
  "enter",
  "confirm",
  "leave",
  "condemn",
  "entries",
  "inspect",
  "removeOf",
] as const satisfies readonly (keyof UserIndex)[];

/** An operation of a store or of its index of users. */
export type StoreCallName = (typeof ROW_OPERATIONS)[number] | (typeof INDEX_OPERATIONS)[number];

/** One call of a store: which operation, and with what. */
export interface StoreCall {
  readonly operation: StoreCallName;
  readonly values: readonly unknown[];
}

type Operation = (...values: unknown[]) => Promise<unknown>;

/**
 * Lets every call of a store's operations, those of its index of users included, go through a function from now on. A store whose
 * sessions live in their cookies has none.
 *
 * @param around - gets the call, and what carries it out; what it resolves with is the answer
 */
export function interceptStore(
  store: SessionStore,
  around: (call: StoreCall, proceed: () => Promise<unknown>) => Promise<unknown>,
): void {
  const intercept = <Target extends object>(
    target: Target,
    operation: StoreCallName & keyof Target,
  ): void => {
    const original = (target[operation] as Operation).bind(target);
    const intercepted: Operation = (...values) => around({ operation, values }, () => original(...values));
    Object.defineProperty(target, operation, { value: intercepted, configurable: true });
  };
  for (const operation of ROW_OPERATIONS) if (operation in store) intercept(store, operation);
  const { users } = store;
  if (users) for (const operation of INDEX_OPERATIONS) intercept(users, operation);
}

/**
 * Writes down every call of a store's operations from now on.
 *
 * @param before - is awaited before a call goes on to the store
 */
export function watchStore(store: SessionStore, before?: (call: StoreCall) => Promise<void>): StoreCall[] {
  const calls: StoreCall[] = [];
  interceptStore(store, async (call, proceed) => {
    calls.push(call);
    await before?.(call);
    return proceed();
  });
  return calls;
}
