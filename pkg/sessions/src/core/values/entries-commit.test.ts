import { describe, expect, it } from "vitest";
import { Entries } from "./entries.ts";
import { nameOfKey } from "./entry-name.ts";
import { jsonSerializer } from "../settings/serializer.ts";

const NOTHING = { clear: false, set: [], remove: [] };

/** Entries over a stored session with these values, and a change of each kind. */
function changedEntries(): Entries {
  const stored = { kept: 0, cart: [1], removed: true };
  const texts = Object.entries(stored).map(
    ([key, value]) => [nameOfKey(key), JSON.stringify(value)] as const,
  );
  const entries = new Entries(jsonSerializer, new Map(texts));
  (entries.get("cart") as number[]).push(2);
  entries.set("added", "a");
  entries.delete("removed");
  return entries;
}

describe("Entries, while a save is under way", () => {
  it("nothing is left to write once the changes were stored", () => {
    const entries = changedEntries();
    entries.commit(entries.changes());
    expect(entries.changes()).toEqual(NOTHING);
    expect(entries.keys()).toEqual(["kept", "cart", "added"]);
  });

  it("everything is left to write when the changes were not stored", () => {
    const entries = changedEntries();
    const changes = entries.changes();
    entries.commit(changes)();
    expect(entries.changes()).toEqual(changes);
    expect(entries.has("removed")).toBe(false);
  });

  it("what is changed meanwhile is left for the next save", () => {
    const entries = changedEntries();
    entries.commit(entries.changes());
    (entries.get("cart") as number[]).push(3);
    entries.set("added", "b");
    entries.set("removed", false);
    entries.delete("kept");
    const set = [
      ['"cart"', "[1,2,3]"],
      ['"added"', '"b"'],
      ['"removed"', "false"],
    ];
    expect(entries.changes()).toEqual({ ...NOTHING, set, remove: ['"kept"'] });
  });

  it("when the save fails, what was changed meanwhile stands over what it would have stored", () => {
    const entries = changedEntries();
    const takeBack = entries.commit(entries.changes());
    entries.set("added", "b");
    entries.delete("cart");
    takeBack();
    expect(entries.changes()).toEqual({
      ...NOTHING,
      set: [['"added"', '"b"']],
      remove: ['"cart"', '"removed"'],
    });
  });

  it("a key whose removal failed and that was set meanwhile is not removed", () => {
    const entries = changedEntries();
    const takeBack = entries.commit(entries.changes());
    entries.set("removed", "back");
    takeBack();
    expect(entries.get("removed")).toBe("back");
    expect(entries.changes()).toMatchObject({
      remove: [],
      set: expect.arrayContaining([['"removed"', '"back"']]),
    });
  });

  it("a clear() that failed is left to write, with what was set meanwhile", () => {
    const entries = changedEntries();
    entries.clear();
    const takeBack = entries.commit(entries.changes());
    entries.set("user", "ada");
    takeBack();
    expect([entries.keys(), entries.get("kept")]).toEqual([["user"], undefined]);
    expect(entries.changes()).toEqual({ clear: true, set: [['"user"', '"ada"']], remove: [] });
  });

  it("a clear() meanwhile removes also what is being stored", () => {
    const entries = changedEntries();
    entries.addFlash("hello", "notes");
    entries.commit(entries.changes());
    entries.clear();
    expect([entries.keys(), entries.takeFlashes("notes")]).toEqual([[], []]);
    expect(entries.changes()).toEqual({ ...NOTHING, clear: true });
  });

  it("a clear() meanwhile stands when the save fails, and nothing of the save comes back", () => {
    const entries = changedEntries();
    entries.addFlash("hello", "notes");
    const takeBack = entries.commit(entries.changes());
    entries.clear();
    takeBack();
    expect([entries.keys(), entries.takeFlashes("notes")]).toEqual([[], []]);
    expect(entries.changes()).toMatchObject({ clear: true, set: [] });
  });
});
