import type { RedisCommands } from "./redis-commands.ts";

/** Milliseconds between the commands that ask a silent server whether it is back. */
const ASK_EVERY_MS = 1000;

/**
 * Whether a server keeps its connection and answers nothing: it hangs, or the network has swallowed it.
 *
 * One call that ran into its deadline shows that, and the calls after it need not wait for theirs. The late call itself is the ear: answers
 * of one connection come in order, so the server is back when that one is answered, or when its connection is given up, of which the
 * client tells. Were that one lost, the commands of `end()` would still hear of it.
 */
export class Silence {
  readonly #commands: RedisCommands;
  #end: Promise<void> | undefined;
  #settle: () => void = () => undefined;
  #asksAfter = 0;

  constructor(commands: RedisCommands) {
    this.#commands = commands;
  }

  /** A call has run into its deadline. */
  begin(late: Promise<unknown>): void {
    if (!this.#end) {
      this.#asksAfter = performance.now() + ASK_EVERY_MS;
      this.#end = new Promise((resolve) => {
        this.#settle = resolve;
      });
    }
    this.#listen(late);
  }

  /** Resolves when the server answers again; `undefined` while it answers. A silent server is asked now and then, for which nobody waits. */
  end(): Promise<void> | undefined {
    if (this.#end && performance.now() > this.#asksAfter) {
      this.#asksAfter = performance.now() + ASK_EVERY_MS;
      this.#listen(this.#commands.time());
    }
    return this.#end;
  }

  #listen(call: Promise<unknown>): void {
    const end = (): void => {
      this.#end = undefined;
      this.#settle();
    };
    call.then(end, end);
  }
}
