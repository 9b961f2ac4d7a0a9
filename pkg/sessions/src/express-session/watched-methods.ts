import { promiseOf } from "../core/connect/connect-session.ts";
import type { ConnectCallback, ConnectSession } from "../core/connect/connect-session.ts";

/** What a handler can do by the methods of its session. */
export type SessionMethods = {
  readonly [Name in "save" | "reload" | "destroy" | "regenerate"]: (
    session: ConnectSession,
    done: ConnectCallback,
  ) => void;
};

/** What became of an operation that failed. */
export interface Failure {
  readonly session: ConnectSession;
  readonly error: unknown;
  /** Whether the handler is told of it by its callback. */
  readonly isTold: boolean;
}

/**
 * Puts operations in the place of a session's methods, and knows which are under way.
 *
 * Each method calls the callback that it is given and returns the session; without one it returns a promise.
 */
export class WatchedMethods {
  readonly #methods: SessionMethods;
  readonly #onFailure: (failure: Failure) => void;
  readonly #watched = new WeakSet<object>();
  #running = 0;
  #onIdle: (() => void) | undefined;

  constructor(methods: SessionMethods, onFailure: (failure: Failure) => void) {
    this.#methods = methods;
    this.#onFailure = onFailure;
  }

  /** Whether something waits for the operations to end. */
  get isAwaited(): boolean {
    return this.#onIdle !== undefined;
  }

  /** Calls back when no operation is under way: at once when there is none. */
  whenIdle(callBack: () => void): void {
    if (this.#running === 0) callBack();
    else this.#onIdle = callBack;
  }

  watch(session: ConnectSession): void {
    if (this.#watched.has(session)) return;
    this.#watched.add(session);
    for (const name of ["save", "reload", "destroy", "regenerate"] as const) {
      const value = (callback?: ConnectCallback): ConnectSession | Promise<void> => {
        const run = (told: ConnectCallback): void => this.#run(session, name, told, callback !== undefined);
        if (!callback) return promiseOf(run);
        run(callback);
        return session;
      };
      Object.defineProperty(session, name, { value, configurable: true, enumerable: false, writable: true });
    }
  }

  #run(session: ConnectSession, name: keyof SessionMethods, told: ConnectCallback, isTold: boolean): void {
    this.#running += 1;
    this.#methods[name](session, (error) => {
      this.#running -= 1;
      if (error) this.#onFailure({ session, error, isTold });
      told(error || undefined);
      const onIdle = this.#onIdle;
      if (this.#running > 0 || !onIdle) return;
      this.#onIdle = undefined;
      onIdle();
    });
  }
}
