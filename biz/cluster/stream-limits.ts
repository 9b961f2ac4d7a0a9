/** How many event streams one replica keeps open. */
export interface StreamLimits {
  /** For everybody together. */
  readonly total: number;
  readonly perUser: number;
}

/** Counts open streams. */
export class StreamCounter {
  readonly #limits: StreamLimits;
  readonly #ofUser = new Map<string, number>();
  #total = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** Whether the user may have one more; if so, it counts until `leave()`. */
  enter(userId: string): boolean {
    const open = this.#ofUser.get(userId) ?? 0;
    if (this.#total >= this.#limits.total || open >= this.#limits.perUser) return false;
    this.#total += 1;
    this.#ofUser.set(userId, open + 1);
    return true;
  }

  leave(userId: string): void {
    const open = this.#ofUser.get(userId) ?? 0;
    this.#total -= 1;
    if (open > 1) this.#ofUser.set(userId, open - 1);
    else this.#ofUser.delete(userId);
  }
}
