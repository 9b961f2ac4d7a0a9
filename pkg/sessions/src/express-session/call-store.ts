import { SessionStoreError } from "../core/errors.ts";
import type { StoreOperation } from "../core/errors.ts";
import type { ConnectCallback } from "../core/connect/connect-session.ts";

/** The methods of an express-session store that are called, and how many values each is given before the callback. */
const METHODS = { get: 1, set: 2, destroy: 1, touch: 2 } as const;

/** What this library calls the same. */
const OPERATIONS: { readonly [Name in StoreMethod]: StoreOperation } = {
  get: "read",
  set: "merge",
  destroy: "remove",
  touch: "renew",
};

export type StoreMethod = keyof typeof METHODS;

/** Any express-session store, by what is called of it. */
export type CallableStore = { readonly [Name in StoreMethod]?: unknown };

/** One call of a store. */
export interface StoreCall {
  readonly store: CallableStore;
  readonly method: StoreMethod;
  readonly values: readonly unknown[];
  /** Milliseconds after which it counts as failed; 0 for never. */
  readonly deadlineMs: number;
}

/**
 * Calls a method of an express-session store, be it one that calls back or one that returns a promise, at once or later.
 *
 * A method that takes a callback answers by it alone: the promise that an async one returns may be there earlier, and says nothing then
 * but whether it failed. One that takes none answers by what it returns.
 *
 * @param done - is told once, within this call when the store answers at once
 */
export function callStore(call: StoreCall, done: ConnectCallback): void {
  const { store, method, values, deadlineMs } = call;
  const answer = onceWithin(deadlineMs, OPERATIONS[method], done);
  const run = store[method] as (...all: unknown[]) => unknown;
  let returned: unknown;
  try {
    returned = run.call(store, ...values, answer);
  } catch (error) {
    answer(error);
    return;
  }
  if (returned === undefined) return;
  const takesNoCallback = run.length <= METHODS[method];
  if (isThenable(returned)) {
    // What is called back may throw, which is not the store's affair: so it is called outside of the promise.
    returned.then(
      (value) => takesNoCallback && process.nextTick(answer, null, value),
      (error: unknown) => process.nextTick(answer, error),
    );
  } else if (method === "get" && takesNoCallback) answer(null, returned);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** The callback for a store: it passes on the first answer, or says that there was none in time. */
function onceWithin(deadlineMs: number, operation: StoreOperation, done: ConnectCallback): ConnectCallback {
  let isAnswered = false;
  let timer: NodeJS.Timeout | undefined;
  const answer: ConnectCallback = (error, value) => {
    if (isAnswered) return;
    isAnswered = true;
    clearTimeout(timer);
    done(error, value);
  };
  if (deadlineMs > 0) timer = setTimeout(() => answer(lateError(operation, deadlineMs)), deadlineMs).unref();
  return answer;
}

function lateError(operation: StoreOperation, deadlineMs: number): SessionStoreError {
  const message = `The session store did not ${operation} within ${deadlineMs} ms`;
  return new SessionStoreError("ERR_SESSION_STORE_DEADLINE", operation, message);
}
