import { flashPrefix, keyOfEntry, keyOfName, nameOfFlash, nameOfKey } from "./entry-name.ts";
import { SessionValueError } from "../errors.ts";
import { createFlashTag } from "../ids.ts";
import type { Serializer } from "../settings/serializer.ts";
import type { ValidatedData } from "./validate-entries.ts";
import { ValueCodec } from "./value-codec.ts";

/** A value that was read or set: what the handler holds in its hands. */
interface Slot {
  readonly value: unknown;
  /** Whether the handler set it and it is not stored yet, or only read it. */
  isSet: boolean;
}

const NONE: readonly string[] = [];

/** What differs from the stored entries: what `save()` has to write. */
export interface Changes {
  readonly clear: boolean;
  readonly set: readonly (readonly [name: string, text: string])[];
  readonly remove: readonly string[];
}

/**
 * The entries of one session as one request sees them: the texts that are stored, and over them what the request did.
 *
 * Values are parsed when first asked for. Nothing is compared or serialized before `changes()` is called.
 */
export class Entries {
  readonly #codec: ValueCodec;
  readonly #data: ValidatedData | undefined;
  #stored: Map<string, string>;
  readonly #slots = new Map<string, Slot>();
  #newFlashes = new Map<string, string>();
  #removed = new Set<string>();
  /** Names of stored values that could not be parsed, or that the schema left out: they count as absent until they are set. */
  #unreadable: Set<string> | undefined;
  /** By name, how a schema's value of a stored text, or of none, is spelled: such a value is no change. */
  #respelled: Map<string, { readonly stored: string | undefined; readonly text: string }> | undefined;
  #cleared = false;

  /**
   * @param onUnreadable - is called when a stored value cannot be parsed; it counts as absent
   * @param data - the values of the stored entries as a schema gave them
   */
  constructor(
    serializer: Serializer,
    stored: Map<string, string>,
    onUnreadable: () => void = () => undefined,
    data?: ValidatedData,
  ) {
    this.#codec = new ValueCodec(serializer, onUnreadable);
    this.#stored = stored;
    this.#data = data;
    if (data) this.#takeOver(data);
  }

  /** Values that a schema gave stand as if they had been read; stored ones that it left out are not seen. */
  #takeOver({ values, texts }: ValidatedData): void {
    for (const [key, value] of values) this.#slots.set(key, { value, isSet: false });
    this.#respelled = new Map();
    for (const [name, text] of texts) this.#respelled.set(name, { stored: this.#stored.get(name), text });
    for (const name of this.#stored.keys()) {
      if (keyOfName(name) !== undefined && !texts.has(name)) this.#hide(name);
    }
  }

  get(key: string): unknown {
    const slot = this.#slots.get(key);
    if (slot) return slot.value;
    const name = nameOfKey(key);
    const text = this.#standing(name);
    if (text === undefined) return undefined;
    const value = this.#codec.parse(text);
    if (value === undefined) this.#hide(name);
    else this.#slots.set(key, { value, isSet: false });
    return value;
  }

  set(key: string, value: unknown): void {
    if (value === undefined) {
      throw new SessionValueError(
        "ERR_SESSION_VALUE",
        `Cannot set "${key}" to undefined; delete("${key}") removes it`,
      );
    }
    const name = nameOfKey(key);
    this.#removed.delete(name);
    this.#unreadable?.delete(name);
    this.#slots.set(key, { value, isSet: true });
  }

  /** Sets a value, or removes the key for `undefined`. */
  put(key: string, value: unknown): void {
    if (value === undefined) this.delete(key);
    else this.set(key, value);
  }

  has(key: string): boolean {
    return this.#slots.has(key) || this.#standing(nameOfKey(key)) !== undefined;
  }

  /** @returns whether there was something to delete */
  delete(key: string): boolean {
    const name = nameOfKey(key);
    const existed = this.has(key);
    this.#slots.delete(key);
    this.#removed.add(name); // also when it is not stored: an update under way may be about to
    return existed;
  }

  clear(): void {
    this.#slots.clear();
    this.#newFlashes.clear();
    this.#removed.clear();
    this.#cleared = true;
  }

  keys(): string[] {
    const keys = new Set<string>();
    for (const name of this.#stored.keys()) {
      const key = keyOfName(name);
      if (key !== undefined && this.#standing(name) !== undefined) keys.add(key);
    }
    for (const key of this.#slots.keys()) keys.add(key);
    return [...keys];
  }

  addFlash(value: unknown, key: string): void {
    this.#newFlashes.set(nameOfFlash(key, createFlashTag()), this.#codec.stringify(value, "a flash"));
  }

  /** The flashes under a key, oldest first. They are taken: the next save removes them, and them alone. */
  takeFlashes(key: string): unknown[] {
    const prefix = flashPrefix(key);
    const values: unknown[] = [];
    for (const name of this.#stored.keys()) {
      const text = name.startsWith(prefix) ? this.#standing(name) : undefined;
      if (text === undefined) continue;
      values.push(this.#codec.parse(text));
      this.#removed.add(name);
    }
    for (const [name, text] of this.#newFlashes) {
      if (!name.startsWith(prefix)) continue;
      values.push(this.#codec.parse(text));
      this.#newFlashes.delete(name);
    }
    return values;
  }

  /** Whether the handler changed this key in a way that is not stored. */
  isChanged(key: string): boolean {
    const name = nameOfKey(key);
    const slot = this.#slots.get(key);
    return (
      this.#cleared ||
      (this.#removed.has(name) && this.#stored.has(name)) ||
      (slot !== undefined && this.#newText(key, name, slot) !== undefined)
    );
  }

  /** What must be written for the store to hold what the handler sees. */
  changes(): Changes {
    const set: [string, string][] = [];
    for (const [key, slot] of this.#slots) {
      const name = nameOfKey(key);
      const text = this.#newText(key, name, slot);
      if (text !== undefined) set.push([name, text]);
    }
    if (this.#newFlashes.size > 0) set.push(...this.#newFlashes);
    const remove =
      this.#removed.size > 0 ? [...this.#removed].filter((name) => this.#stored.has(name)) : NONE;
    return { clear: this.#cleared, set, remove };
  }

  /** The keys with changes, each once: those of values and of flashes. */
  changedKeys(): string[] {
    const { clear, set, remove } = this.changes();
    const names = [...set.map(([name]) => name), ...(clear ? this.#stored.keys() : remove)];
    return [...new Set(names.flatMap((name) => keyOfEntry(name) ?? []))];
  }

  /**
   * Counts changes as stored from now on, so that what the handler does while they are on their way is told from them.
   *
   * @returns the way back: call it when they were not stored after all
   */
  commit(changes: Changes): () => void {
    const before = {
      stored: this.#stored,
      flashes: this.#newFlashes,
      removed: this.#removed,
      cleared: this.#cleared,
    };
    this.#stored = new Map(changes.clear ? [] : this.#stored);
    for (const name of changes.remove) this.#stored.delete(name);
    for (const [name, text] of changes.set) this.#stored.set(name, text);
    const counted = this.#countSlotsAsRead();
    if (before.flashes.size > 0) this.#newFlashes = new Map();
    if (before.removed.size > 0) this.#removed = new Set();
    this.#cleared = false;
    return () => {
      this.#stored = before.stored;
      for (const slot of counted) slot.isSet = true;
      for (const name of before.removed) if (!this.#isSet(name)) this.#removed.add(name);
      if (this.#cleared) return;
      this.#cleared = before.cleared;
      const kept = [...before.flashes].filter(([name]) => !this.#removed.has(name));
      this.#newFlashes = new Map([...kept, ...this.#newFlashes]);
    };
  }

  /** What was set stands in the store from now on, as if it had been read there. Returns those slots: what is set anew gets another. */
  #countSlotsAsRead(): readonly Slot[] {
    const counted: Slot[] = [];
    for (const slot of this.#slots.values()) {
      if (!slot.isSet) continue;
      slot.isSet = false;
      counted.push(slot);
    }
    return counted;
  }

  /** The stored entries, as far as this request knows. A commit puts others in their place and leaves these. */
  get stored(): Map<string, string> {
    return this.#stored;
  }

  /** The text stored under a key, as far as this request knows. */
  storedText(key: string): string | undefined {
    return this.#stored.get(nameOfKey(key));
  }

  /** An update of a key begins: only what the handler does to the key from now on stands against it. */
  beginUpdate(key: string): void {
    this.#removed.delete(nameOfKey(key));
  }

  /** Takes note of what another way than `changes()` has stored under a key. What the handler set there meanwhile stands. */
  storedElsewhere(key: string, text: string | undefined, value: unknown): void {
    const name = nameOfKey(key);
    if (text === undefined) this.#stored.delete(name);
    else this.#stored.set(name, text);
    this.#unreadable?.delete(name);
    if (this.#cleared || this.#removed.has(name) || this.#slots.get(key)?.isSet === true) return;
    if (text === undefined) this.#slots.delete(key);
    else this.#slots.set(key, { value, isSet: false });
  }

  /** The value of a text that another request has stored under a key, or `undefined` for none. */
  readText(key: string, text: string | undefined): unknown {
    if (this.#data) return this.#data.reread(this.#stored, key, text);
    return text === undefined ? undefined : this.#codec.parse(text);
  }

  textOf(key: string, value: unknown): string {
    return this.#codec.stringify(value, `"${key}"`);
  }

  #isSet(name: string): boolean {
    const key = keyOfName(name);
    return key !== undefined && this.#slots.get(key)?.isSet === true;
  }

  /** Lets a stored value count as absent. */
  #hide(name: string): void {
    this.#unreadable ??= new Set();
    this.#unreadable.add(name);
  }

  #standing(name: string): string | undefined {
    const isGone = this.#cleared || this.#removed.has(name) || this.#unreadable?.has(name) === true;
    return isGone ? undefined : this.#stored.get(name);
  }

  /**
   * The text to write for a slot, or `undefined` when it says what is stored already.
   *
   * A serializer, a default or a migration may spell the same value in another way than the stored text does. So a text that
   * differs from the stored one is still no change when the stored one, parsed and validated afresh, is spelled like that today.
   */
  #newText(key: string, name: string, slot: Slot): string | undefined {
    if (!slot.isSet && (typeof slot.value !== "object" || slot.value === null)) return undefined;
    const text = this.#codec.stringify(slot.value, `"${key}"`);
    const stored = this.#standing(name);
    if (stored !== undefined && (text === stored || text === this.#respell(stored))) return undefined;
    const validated = this.#respelled?.get(name);
    return validated?.stored === stored && validated?.text === text ? undefined : text;
  }

  #respell(stored: string): string | undefined {
    const value = this.#codec.parse(stored);
    return value === undefined ? undefined : this.#codec.stringify(value, "a stored value");
  }
}
