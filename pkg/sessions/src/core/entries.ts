import { flashPrefix, keyOfName, nameOfFlash, nameOfKey } from "./entry-name.ts";
import { SessionValueError } from "./errors.ts";
import { createFlashTag } from "./ids.ts";
import type { Serializer } from "./serializer.ts";

/** A value that was read or set: what the handler holds in its hands. */
interface Slot {
  readonly value: unknown;
  /** Whether the handler set it, or only read it. */
  readonly isSet: boolean;
}

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
  readonly #serializer: Serializer;
  readonly #onUnreadable: () => void;
  #stored: Map<string, string>;
  readonly #slots = new Map<string, Slot>();
  #newFlashes = new Map<string, string>();
  #removed = new Set<string>();
  /** Names of stored values that could not be parsed: they count as absent until they are set. */
  readonly #unreadable = new Set<string>();
  #cleared = false;

  /** @param onUnreadable - is called when a stored value cannot be parsed; it counts as absent */
  constructor(
    serializer: Serializer,
    stored: Map<string, string>,
    onUnreadable: () => void = () => undefined,
  ) {
    this.#onUnreadable = onUnreadable;
    this.#serializer = serializer;
    this.#stored = stored;
  }

  get(key: string): unknown {
    const slot = this.#slots.get(key);
    if (slot) return slot.value;
    const name = nameOfKey(key);
    const text = this.#standing(name);
    if (text === undefined) return undefined;
    const value = this.#parse(text);
    if (value === undefined) this.#unreadable.add(name);
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
    this.#unreadable.delete(name);
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
    this.#newFlashes.set(nameOfFlash(key, createFlashTag()), this.#stringify(value, "a flash"));
  }

  /** The flashes under a key, oldest first. They are taken: the next save removes them, and them alone. */
  takeFlashes(key: string): unknown[] {
    const prefix = flashPrefix(key);
    const values: unknown[] = [];
    for (const name of this.#stored.keys()) {
      const text = name.startsWith(prefix) ? this.#standing(name) : undefined;
      if (text === undefined) continue;
      values.push(this.#parse(text));
      this.#removed.add(name);
    }
    for (const [name, text] of this.#newFlashes) {
      if (!name.startsWith(prefix)) continue;
      values.push(this.#parse(text));
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
    set.push(...this.#newFlashes);
    return { clear: this.#cleared, set, remove: [...this.#removed].filter((name) => this.#stored.has(name)) };
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
    const restoreSlots = this.#countSlotsAsRead();
    this.#newFlashes = new Map();
    this.#removed = new Set();
    this.#cleared = false;
    return () => {
      this.#stored = before.stored;
      restoreSlots();
      for (const name of before.removed) if (!this.#isSet(name)) this.#removed.add(name);
      if (this.#cleared) return;
      this.#cleared = before.cleared;
      const kept = [...before.flashes].filter(([name]) => !this.#removed.has(name));
      this.#newFlashes = new Map([...kept, ...this.#newFlashes]);
    };
  }

  /** What was set stands in the store from now on, as if it had been read there. Returns the way back, for those not set anew since. */
  #countSlotsAsRead(): () => void {
    const counted: [key: string, set: Slot, read: Slot][] = [];
    for (const [key, slot] of this.#slots) {
      if (slot.isSet) counted.push([key, slot, { value: slot.value, isSet: false }]);
    }
    for (const [key, , read] of counted) this.#slots.set(key, read);
    return () => {
      for (const [key, set, read] of counted) if (this.#slots.get(key) === read) this.#slots.set(key, set);
    };
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
    this.#unreadable.delete(name);
    if (this.#cleared || this.#removed.has(name) || this.#slots.get(key)?.isSet === true) return;
    if (text === undefined) this.#slots.delete(key);
    else this.#slots.set(key, { value, isSet: false });
  }

  parseText(text: string | undefined): unknown {
    return text === undefined ? undefined : this.#parse(text);
  }

  textOf(key: string, value: unknown): string {
    return this.#stringify(value, `"${key}"`);
  }

  #isSet(name: string): boolean {
    const key = keyOfName(name);
    return key !== undefined && this.#slots.get(key)?.isSet === true;
  }

  #standing(name: string): string | undefined {
    const isGone = this.#cleared || this.#removed.has(name) || this.#unreadable.has(name);
    return isGone ? undefined : this.#stored.get(name);
  }

  /**
   * The text to write for a slot, or `undefined` when it says what is stored already.
   *
   * A serializer, a default or a migration may spell the same value in another way than the stored text does. So a text that
   * differs from the stored one is still no change when the stored one, parsed afresh, is spelled like that today.
   */
  #newText(key: string, name: string, slot: Slot): string | undefined {
    if (!slot.isSet && (typeof slot.value !== "object" || slot.value === null)) return undefined;
    const text = this.#stringify(slot.value, `"${key}"`);
    const stored = this.#standing(name);
    if (stored === undefined || (text !== stored && text !== this.#respell(stored))) return text;
    return undefined;
  }

  #respell(stored: string): string | undefined {
    const value = this.#parse(stored);
    return value === undefined ? undefined : this.#stringify(value, "a stored value");
  }

  #parse(text: string): unknown {
    try {
      return this.#serializer.parse(text);
    } catch {
      this.#onUnreadable();
      return undefined;
    }
  }

  #stringify(value: unknown, what: string): string {
    const text = this.#tryStringify(value, what);
    if (typeof text !== "string") {
      throw new SessionValueError("ERR_SESSION_VALUE", `Cannot store ${what}: it has no serialization`);
    }
    if (text.includes("\n") || text.includes("\t")) {
      const message = `Cannot store ${what}: its serialization holds a raw tab or newline, which separate the parts of a row`;
      throw new SessionValueError("ERR_SESSION_VALUE", message);
    }
    return text;
  }

  #tryStringify(value: unknown, what: string): unknown {
    try {
      return this.#serializer.stringify(value);
    } catch (cause) {
      throw new SessionValueError("ERR_SESSION_VALUE", `Cannot store ${what}: its serializer failed`, {
        cause,
      });
    }
  }
}
