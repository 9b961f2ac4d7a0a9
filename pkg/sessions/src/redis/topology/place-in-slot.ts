import { SLOTS, hashSlotOf } from "./hash-slot.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Characters of a place. */
const LENGTH = 4;

/** A place for each slot of Redis Cluster. */
let places: readonly string[] | undefined;

/**
 * The place of ids whose keys lie in a slot: the same one in every process. A place need not be unique, the secret behind it is.
 *
 * The first call finds one for every slot, which takes some 20 milliseconds.
 */
export function placeInSlot(slot: number): string {
  places ??= findPlaces();
  return places[slot] ?? "";
}

function findPlaces(): string[] {
  const found: string[] = [];
  let left = SLOTS;
  for (let count = 0; left > 0; count += 1) {
    const place = placeOfCount(count);
    const slot = hashSlotOf(place);
    if (found[slot] !== undefined) continue;
    found[slot] = place;
    left -= 1;
  }
  return found;
}

function placeOfCount(count: number): string {
  let place = "";
  for (let rest = count; place.length < LENGTH; rest = Math.floor(rest / ALPHABET.length)) {
    place += ALPHABET.charAt(rest % ALPHABET.length);
  }
  return place;
}
