import { expect, it } from "vitest";
import { SLOTS, hashSlotOf } from "./hash-slot.ts";
import { placeInSlot } from "./place-in-slot.ts";

it("placeInSlot() gives a place for every slot, whose keys lie there", () => {
  const wrong = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => {
    const place = placeInSlot(slot);
    return !/^[\w-]{4}$/.test(place) || hashSlotOf(`session:{${place}}rest`) !== slot;
  });
  expect(wrong).toEqual([]);
});
