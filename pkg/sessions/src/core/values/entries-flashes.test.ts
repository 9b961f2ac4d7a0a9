import { describe, expect, it } from "vitest";
import { Entries } from "./entries.ts";
import { jsonSerializer } from "../settings/serializer.ts";

const NOTHING = { clear: false, set: [], remove: [] };

/** Entries over what these have stored. */
function savedAgain(entries: Entries): Entries {
  return new Entries(jsonSerializer, new Map(entries.changes().set));
}

function newEntries(): Entries {
  return new Entries(jsonSerializer, new Map());
}

describe("Entries, flashes", () => {
  it("takeFlashes() gives those of its key, oldest first, and once", () => {
    const entries = newEntries();
    for (const text of ["one", "two", "three"]) entries.addFlash(text, "notes");
    entries.addFlash({ of: "another key" }, "errors");
    const later = savedAgain(entries);
    later.addFlash("four", "notes");
    expect(later.takeFlashes("notes")).toEqual(["one", "two", "three", "four"]);
    expect(later.takeFlashes("notes")).toEqual([]);
    expect(later.takeFlashes("errors")).toEqual([{ of: "another key" }]);
  });

  it("flashes are no keys, and equal ones are all kept", () => {
    const entries = newEntries();
    entries.addFlash("same", "notes");
    entries.addFlash("same", "notes");
    const later = savedAgain(entries);
    expect([later.keys(), later.has("notes"), later.takeFlashes("notes")]).toEqual([
      [],
      false,
      ["same", "same"],
    ]);
  });

  it.each([
    ["a", 'a"~'],
    ["a", "ab"],
    ["~", '~"'],
  ])("flashes under %j are told from those under %j", (one, other) => {
    const entries = newEntries();
    entries.addFlash(1, one);
    entries.addFlash(2, other);
    const later = savedAgain(entries);
    expect([later.takeFlashes(one), later.takeFlashes(other)]).toEqual([[1], [2]]);
  });

  it("a flash is as it was when it was left, whatever becomes of its value", () => {
    const entries = newEntries();
    const note = { text: "before" };
    entries.addFlash(note, "notes");
    note.text = "after";
    expect(savedAgain(entries).takeFlashes("notes")).toEqual([{ text: "before" }]);
  });

  it("a flash that has no serialization is refused when it is left", () => {
    const entries = newEntries();
    expect(() => entries.addFlash(() => 1, "notes")).toThrow(
      expect.objectContaining({ code: "ERR_SESSION_VALUE" }),
    );
    expect(entries.changes()).toEqual(NOTHING);
  });

  it("a flash left and taken by the same request is no change", () => {
    const entries = newEntries();
    entries.addFlash("hello", "notes");
    expect(entries.takeFlashes("notes")).toEqual(["hello"]);
    expect(entries.changes()).toEqual(NOTHING);
  });

  it("clear() drops those that are stored and those that are not yet; one left later stands", () => {
    const entries = new Entries(jsonSerializer, new Map([['~"notes"~1', '"stored"']]));
    entries.addFlash("left before", "notes");
    entries.clear();
    entries.addFlash("left after", "notes");
    expect(entries.changes()).toMatchObject({ clear: true, set: [[expect.any(String), '"left after"']] });
    expect(entries.takeFlashes("notes")).toEqual(["left after"]);
  });

  it("taking removes exactly what was taken", () => {
    const stored = new Map([
      ['~"notes"~1', '"one"'],
      ['~"errors"~2', '"two"'],
      ['"notes"', '"a key"'],
    ]);
    const entries = new Entries(jsonSerializer, stored);
    entries.takeFlashes("notes");
    expect(entries.changes()).toEqual({ ...NOTHING, remove: ['~"notes"~1'] });
  });

  it("a flash taken while the save that stores it is under way is removed by the next save", () => {
    const entries = newEntries();
    entries.addFlash("hello", "notes");
    const changes = entries.changes();
    entries.commit(changes);
    expect(entries.takeFlashes("notes")).toEqual(["hello"]);
    expect(entries.changes()).toEqual({ ...NOTHING, remove: changes.set.map(([name]) => name) });
  });

  it("a flash taken while the save that stores it fails is not stored by the next", () => {
    const entries = newEntries();
    entries.addFlash("taken", "notes");
    entries.addFlash("left", "errors");
    const takeBack = entries.commit(entries.changes());
    entries.takeFlashes("notes");
    entries.addFlash("meanwhile", "errors");
    takeBack();
    expect(savedAgain(entries).takeFlashes("notes")).toEqual([]);
    expect(savedAgain(entries).takeFlashes("errors")).toEqual(["left", "meanwhile"]);
  });

  it("a flash whose removal was not stored is taken all the same, and left to remove", () => {
    const entries = new Entries(jsonSerializer, new Map([['~"notes"~1', '"one"']]));
    entries.takeFlashes("notes");
    entries.commit(entries.changes())();
    expect(entries.takeFlashes("notes")).toEqual([]);
    expect(entries.changes()).toEqual({ ...NOTHING, remove: ['~"notes"~1'] });
  });
});
