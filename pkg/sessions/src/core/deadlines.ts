/** A call that waits for its answer: a link of the list. */
interface Waiting {
  readonly dueAt: number;
  readonly expire: () => void;
  previous: Waiting | undefined;
  next: Waiting | undefined;
  settled: boolean;
}

/**
 * Ends calls that take longer than a fixed time, with one timer for all of them.
 *
 * Every call gets the same time, so the list of those waiting is sorted by itself: the first is due first. The timer is set for
 * the first only, and when a call is answered it just leaves the list. A timer for each command would cost as much as the command.
 */
export class Deadlines {
  readonly limitMs: number;
  #first: Waiting | undefined;
  #last: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /**
   * Settles as `call` does, or rejects with what `late` makes when the time is over first.
   *
   * A call that is late is not cancelled: its outcome is dropped.
   */
  race<Value>(call: Promise<Value>, late: () => Error): Promise<Value> {
    return new Promise((resolve, reject) => {
      const waiting = this.#enter(() => reject(late()));
      call.then(
        (value) => {
          this.#leave(waiting);
          resolve(value);
        },
        (error: unknown) => {
          this.#leave(waiting);
          reject(
            error instanceof Error
              ? error
              : new Error("The store rejected with a value that is not an error"),
          );
        },
      );
    });
  }

  #enter(expire: () => void): Waiting {
    const waiting: Waiting = {
      dueAt: performance.now() + this.limitMs,
      expire,
      previous: this.#last,
      next: undefined,
      settled: false,
    };
    if (this.#last) this.#last.next = waiting;
    else this.#first = waiting;
    this.#last = waiting;
    this.#timer ??= setTimeout(this.#onTimer, this.limitMs).unref();
    return waiting;
  }

  #leave(waiting: Waiting): void {
    if (waiting.settled) return;
    waiting.settled = true;
    const { previous, next } = waiting;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    // A link that the collector has moved among the old ones would keep every later one alive through these.
    waiting.previous = undefined;
    waiting.next = undefined;
  }

  readonly #onTimer = (): void => {
    // A timer may fire up to a millisecond early; a call that is due within this one is due now.
    const now = performance.now() + 1;
    while (this.#first && this.#first.dueAt <= now) {
      const due = this.#first;
      this.#leave(due);
      due.expire();
    }
    this.#timer = this.#first && setTimeout(this.#onTimer, Math.max(1, this.#first.dueAt - now)).unref();
  };
}
