import { setTimeout as sleep } from "node:timers/promises";

/** Calls a function at a steady rate, however long the calls take, until it is stopped. */
export class SteadyRate {
  readonly #pending = new Set<Promise<void>>();
  readonly #end = new AbortController();
  readonly #running: Promise<void>;

  /** `call` is told its number, from 0 on, and must not reject. */
  constructor(perSecond: number, call: (number: number) => Promise<void>) {
    this.#running = this.#run(perSecond, call);
  }

  /** Resolves when every call that was begun has ended. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
    await Promise.all(this.#pending);
  }

  async #run(perSecond: number, call: (number: number) => Promise<void>): Promise<void> {
    const begun = performance.now();
    for (let number = 0; !this.#end.signal.aborted; number += 1) {
      const due = begun + (number * 1000) / perSecond;
      // Late ones are made up for, so that the rate holds on a busy machine.
      if (due > performance.now()) await sleep(due - performance.now());
      const called = call(number);
      this.#pending.add(called);
      void called.finally(() => this.#pending.delete(called));
    }
  }
}
