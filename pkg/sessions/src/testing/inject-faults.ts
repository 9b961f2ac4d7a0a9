import { SessionStoreError } from "../core/errors.ts";
import type { SessionStore } from "../core/store.ts";
import { ROW_OPERATIONS, interceptStore } from "./store-calls.ts";
import type { StoreCall, StoreCallName } from "./store-calls.ts";

/**
 * What befalls a call:
 *
 * - `throw`: it is not carried out, and rejects with `error`;
 * - `lose-answer`: it is carried out, and rejects with `error` all the same, as when a connection breaks after the write;
 * - `hang`: nothing happens until the fault is healed; then it is carried out;
 * - `delay`: it is carried out `ms` milliseconds later.
 *
 * `error` is a `SessionStoreError` `ERR_SESSION_STORE_FAILED` unless one is given.
 */
export type Fault =
  | { readonly kind: "throw"; readonly error?: Error | undefined }
  | { readonly kind: "lose-answer"; readonly error?: Error | undefined }
  | { readonly kind: "hang" }
  | { readonly kind: "delay"; readonly ms: number };

/** Which calls are meant: one operation, or every one. */
export type FaultyCalls = StoreCallName | "every";

/** A fault that is in place. */
export interface InjectedFault {
  /** Resolves once a call has met it. */
  readonly met: Promise<void>;
  /** Takes it away: later calls go on to the store, and those that hang do so now. */
  heal(): void;
}

/** Makes a store fail. */
export interface StoreFaults {
  /**
   * Lets calls meet a fault from now on, until it is healed. Of several faults for one operation the one injected last counts.
   *
   * @param times - so many calls, and then it heals by itself. Default all
   */
  inject(calls: FaultyCalls, fault: Fault, times?: number): InjectedFault;
  /** Takes all faults away. */
  heal(): void;
}

/**
 * Wraps the operations of a store, those of its index of users included, so that chosen calls throw, hang, are delayed, or are carried out
 * and their answer is lost. It changes the store that it is given, so what holds that store meets the faults too. The faults happen in
 * front of the store: its own deadline does not see them.
 */
export function injectFaults(store: SessionStore): StoreFaults {
  const faults: ActiveFault[] = [];
  interceptStore(store, (call, proceed) => {
    const fault = faults.findLast((each) => each.concerns(call));
    return fault ? fault.befall(call, proceed) : proceed();
  });
  return {
    inject(calls, fault, times = Infinity) {
      const active = new ActiveFault(calls, fault, times);
      faults.push(active);
      return active;
    },
    heal() {
      for (const fault of faults.splice(0)) fault.heal();
    },
  };
}

class ActiveFault implements InjectedFault {
  readonly met: Promise<void>;
  readonly #calls: FaultyCalls;
  readonly #fault: Fault;
  readonly #healed: Promise<void>;
  #timesLeft: number;
  #meet: () => void = () => undefined;
  #release: () => void = () => undefined;

  constructor(calls: FaultyCalls, fault: Fault, times: number) {
    this.#calls = calls;
    this.#fault = fault;
    this.#timesLeft = times;
    this.met = new Promise((resolve) => {
      this.#meet = resolve;
    });
    this.#healed = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  concerns({ operation }: StoreCall): boolean {
    return this.#timesLeft > 0 && (this.#calls === "every" || this.#calls === operation);
  }

  heal(): void {
    this.#timesLeft = 0;
    this.#release();
  }

  async befall(call: StoreCall, proceed: () => Promise<unknown>): Promise<unknown> {
    this.#timesLeft -= 1;
    this.#meet();
    const fault = this.#fault;
    if (fault.kind === "hang") await this.#healed;
    if (fault.kind === "delay") await delay(fault.ms);
    if (fault.kind === "throw") throw fault.error ?? failureOf(call);
    const answer = await proceed();
    if (fault.kind === "lose-answer") throw fault.error ?? failureOf(call);
    return answer;
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function failureOf({ operation }: StoreCall): SessionStoreError {
  const told = ROW_OPERATIONS.find((name) => name === operation) ?? "index";
  return new SessionStoreError("ERR_SESSION_STORE_FAILED", told, "A fault was injected into this call");
}
