import { hashSlotOf } from "./hash-slot.ts";

/** Ids that stand in keys as they are. */
export interface PlainIds {
  /** A new id: random characters of the alphabet. */
  create(): string;
  /** Whether a text from outside is spelled as an id may be. */
  isId(text: string): boolean;
  /** The characters that may stand at the beginning of an id. */
  readonly alphabet: string;
}

/** Characters at the beginning of an id that are tried until its key lies in the right slot. */
const TRIED = 3;

/**
 * A new id whose key lies in the same slot of Redis Cluster as that of another id, so that one script can move a row between them.
 *
 * One of 16,384 ids does, so it takes 14 bits of an id's randomness, and a millisecond.
 */
export function idInSlot(ids: PlainIds, prefix: string, other: string): string {
  const slot = hashSlotOf(prefix + other);
  const { alphabet } = ids;
  const { length } = alphabet;
  for (;;) {
    const rest = ids.create().slice(TRIED);
    for (let count = 0; count < length ** TRIED; count += 1) {
      const [a, b] = [alphabet.charAt(count % length), alphabet.charAt(Math.floor(count / length) % length)];
      const id = alphabet.charAt(Math.floor(count / length ** 2)) + b + a + rest;
      if (hashSlotOf(prefix + id) === slot) return id;
    }
  }
}
