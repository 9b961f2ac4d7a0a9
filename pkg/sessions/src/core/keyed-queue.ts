/** Runs the tasks of one key one after another, in the order in which they came, and those of different keys at once. */
export class KeyedQueue<Result> {
  readonly #tails = new Map<string, Promise<Result>>();

  /**
   * Runs a task when those before it under its key have ended, however they ended.
   *
   * @param task - gets what the task right before it resolved with, if there was one still running or waiting
   */
  run(
    key: string,
    task: (before: { readonly result: Result } | undefined) => Promise<Result>,
  ): Promise<Result> {
    const tail = this.#tails.get(key);
    const mine = tail
      ? tail.then(
          (result) => task({ result }),
          () => task(undefined),
        )
      : task(undefined);
    this.#tails.set(key, mine);
    const forget = (): void => {
      if (this.#tails.get(key) === mine) this.#tails.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  }
}
