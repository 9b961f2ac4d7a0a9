/** What a batch needs of a socket. */
export interface CorkableStream {
  cork(): void;
  uncork(): void;
}

/**
 * Lets the commands of one turn of the event loop leave in one write: ioredis writes each by itself, which costs more than the command. Its
 * own auto-pipelining does so too, at twice the cost: it makes each command a second promise and waits for all answers of a batch.
 */
export class WriteBatch {
  #stream: CorkableStream | undefined;

  /** Holds back what is written to a socket from now on, until this turn of the event loop has heard all that came in. */
  hold(stream: CorkableStream | undefined): void {
    if (!stream || stream === this.#stream) return;
    this.#stream?.uncork(); // that of a connection before
    stream.cork();
    this.#stream = stream;
    setImmediate(this.#send);
  }

  readonly #send = (): void => {
    this.#stream?.uncork();
    this.#stream = undefined;
  };
}
