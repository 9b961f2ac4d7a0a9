/**
 * A map that remembers at least the `limit` entries used last, and never more than twice as many.
 *
 * Two plain maps: when the younger is full it becomes the older, and the older is dropped. An entry that is found in the older
 * moves to the younger. This keeps what is in use at the price of one look-up, without a list to reorder.
 */
export class RecentMap<Value> {
  readonly #limit: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#limit && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** Entries held now: between the limit and twice the limit once it has been full. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
