import { Entries } from "./entries.ts";
import type { Changes } from "./entries.ts";

/** Another place where a request holds the values of its session, such as the `req.session` of express-session. */
export interface EntriesMirror {
  /** The values as they are there; `undefined` as long as there is no such place. */
  read(): ReadonlyMap<string, unknown> | undefined;
  /** Whether a key can be there. Others are left alone. */
  holds(key: string): boolean;
  /** Puts a value there, or takes the key away for `undefined`. */
  write(key: string, value: unknown): void;
  /** What a row needs besides, by key, when something is stored in it. */
  required(): ReadonlyMap<string, unknown>;
}

/** The entries of a session whose values a request also holds in another place: what is changed there is changed here, and the other way round. */
export class MirroredEntries extends Entries {
  readonly #mirror: EntriesMirror;
  #isTaking = false;

  constructor(mirror: EntriesMirror, ...entries: ConstructorParameters<typeof Entries>) {
    super(...entries);
    this.#mirror = mirror;
  }

  override get(key: string): unknown {
    this.#take();
    return super.get(key);
  }

  override set(key: string, value: unknown): void {
    this.#take();
    super.set(key, value);
    this.#show(key);
  }

  override has(key: string): boolean {
    this.#take();
    return super.has(key);
  }

  override delete(key: string): boolean {
    this.#take();
    const existed = super.delete(key);
    this.#show(key);
    return existed;
  }

  override clear(): void {
    const keys = super.keys();
    super.clear();
    for (const key of [...keys, ...(this.#mirror.read()?.keys() ?? [])]) this.#show(key);
  }

  override keys(): string[] {
    this.#take();
    return super.keys();
  }

  override isChanged(key: string): boolean {
    this.#take();
    return super.isChanged(key);
  }

  override changes(): Changes {
    this.#take();
    const changes = super.changes();
    if (changes.set.length === 0) return changes;
    for (const [key, value] of this.#mirror.required()) if (!super.has(key)) super.set(key, value);
    return super.changes();
  }

  override changedKeys(): string[] {
    return super.changedKeys().filter((key) => !this.#mirror.required().has(key));
  }

  override storedElsewhere(key: string, text: string | undefined, value: unknown): void {
    this.#take();
    super.storedElsewhere(key, text, value);
    this.#show(key);
  }

  /** Takes over what was changed there. */
  #take(): void {
    const values = this.#isTaking ? undefined : this.#mirror.read();
    if (!values) return;
    this.#isTaking = true;
    for (const key of super.keys()) if (this.#mirror.holds(key) && !values.has(key)) super.delete(key);
    for (const [key, value] of values) if (super.get(key) !== value) super.set(key, value);
    this.#isTaking = false;
  }

  #show(key: string): void {
    if (this.#mirror.holds(key)) this.#mirror.write(key, super.get(key));
  }
}
