import type { ModelRow } from "./store-model.ts";

/** What one request must see and write, said in the words of the contract: keys, values and flashes, as JSON texts. */
export class RequestModel {
  /** The session that it holds; `undefined` while nothing is stored for it. */
  handle: string | undefined;
  #known = new Map<string, string>();
  #knownFlashes: readonly string[] = [];
  /** What it set, or changed in place. */
  readonly #held = new Map<string, string>();
  readonly #deleted = new Set<string>();
  readonly #taken = new Set<string>();
  #newFlashes: string[] = [];
  #cleared = false;

  /** The request was given a stored session. */
  loaded(handle: string, row: ModelRow): void {
    this.handle = handle;
    this.#known = new Map(row.values);
    this.#knownFlashes = [...row.flashes];
  }

  get isCleared(): boolean {
    return this.#cleared;
  }

  get(key: string): string | undefined {
    return this.#held.get(key) ?? (this.#deleted.has(key) ? undefined : this.#standing(key));
  }

  set(key: string, text: string): void {
    this.#deleted.delete(key);
    this.#held.set(key, text);
  }

  delete(key: string): void {
    this.#held.delete(key);
    this.#deleted.add(key);
  }

  clear(): void {
    this.#held.clear();
    this.#deleted.clear();
    this.#taken.clear();
    this.#newFlashes = [];
    this.#cleared = true;
  }

  addFlash(text: string): void {
    this.#newFlashes.push(text);
  }

  /** What `flashes()` gives: what was stored and not taken yet, and then its own. */
  takeFlashes(): string[] {
    const stored = this.#cleared ? [] : this.#knownFlashes.filter((text) => !this.#taken.has(text));
    for (const text of stored) this.#taken.add(text);
    const own = this.#newFlashes;
    this.#newFlashes = [];
    return [...stored, ...own];
  }

  /** Whether there is something to write. */
  get hasChanges(): boolean {
    const isRemoved = [...this.#deleted].some((key) => this.#known.has(key));
    return (
      this.#cleared ||
      isRemoved ||
      this.#changed().length > 0 ||
      this.#taken.size + this.#newFlashes.length > 0
    );
  }

  /** Whether a session that is new has anything to be stored for. */
  get holdsAnything(): boolean {
    return this.#changed().length + this.#newFlashes.length > 0;
  }

  /** Writes its changes, and nothing else, into a row as that is now. */
  applyTo(row: ModelRow): void {
    if (this.#cleared) {
      row.values.clear();
      row.flashes.length = 0;
    }
    for (const key of this.#deleted) if (this.#known.has(key)) row.values.delete(key);
    for (const [key, text] of this.#changed()) row.values.set(key, text);
    const kept = row.flashes.filter((text) => !this.#taken.has(text));
    row.flashes.splice(0, row.flashes.length, ...kept, ...this.#newFlashes);
  }

  /** Its changes are stored. */
  committed(): void {
    const row = { values: new Map(this.#known), flashes: [...this.#knownFlashes] };
    this.applyTo({ ...row, user: "", idleEnd: 0, absoluteEnd: 0 });
    this.#known = row.values;
    this.#knownFlashes = row.flashes;
    this.#held.clear();
    this.#deleted.clear();
    this.#taken.clear();
    this.#newFlashes = [];
    this.#cleared = false;
  }

  /** `update()` has stored a value. */
  updated(key: string, text: string): void {
    this.#known.set(key, text);
  }

  #standing(key: string): string | undefined {
    return this.#cleared ? undefined : this.#known.get(key);
  }

  /** What it holds in another way than it is stored: setting an equal value is no change. */
  #changed(): [string, string][] {
    return [...this.#held].filter(([key, text]) => text !== this.#standing(key));
  }
}
