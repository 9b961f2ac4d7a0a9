import type { KeyObject } from "node:crypto";

/** What a sealed value was found to hold. */
export interface OpenedValue {
  readonly text: string;
  /** Whether an older secret than the newest sealed it, so that it should be sealed anew. */
  readonly isStale: boolean;
}

/** Makes values for cookies that only the owner of the secrets can make, and tells them from anything else. */
export interface Sealing {
  /** What every value begins with: its header, which is the same for all and is not negotiated. */
  readonly beginning: string;
  /** The value that holds a text, made with the newest secret. */
  seal(text: string): string;
  /** What a value holds, or `undefined` when no secret made it, or not in this spelling. Never throws. */
  open(value: string): OpenedValue | undefined;
  /** Whether a value is all there, by its form alone. No beginning of a whole value is whole. */
  isWhole(value: string): boolean;
  /** The most bytes that a text may have for its value to have no more characters than this. */
  capacityOf(characters: number): number;
}

/** Tries one key after the other, the newest first. */
export function openWithAny(
  keys: readonly KeyObject[],
  open: (key: KeyObject) => string | undefined,
): OpenedValue | undefined {
  for (const [index, key] of keys.entries()) {
    const text = open(key);
    if (text !== undefined) return { text, isStale: index > 0 };
  }
  return undefined;
}

/** The key that seals. */
export function newestOf([newest]: readonly KeyObject[]): KeyObject {
  if (!newest) throw new TypeError("Sealing needs a key"); // the settings made sure of one
  return newest;
}
