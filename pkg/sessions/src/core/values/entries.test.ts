import { describe, expect, it, vi } from "vitest";
import { Entries } from "./entries.ts";
import { nameOfFlash, nameOfKey } from "./entry-name.ts";
import { jsonSerializer } from "../settings/serializer.ts";

const NOTHING = { clear: false, set: [], remove: [] };

/** Entries over a stored session with these values. */
function storedEntries(values: Readonly<Record<string, unknown>> = {}): Entries {
  const texts = Object.entries(values).map(
    ([key, value]) => [nameOfKey(key), JSON.stringify(value)] as const,
  );
  return new Entries(jsonSerializer, new Map(texts));
}

describe("Entries, read", () => {
  it("get() gives the stored value, and the same object each time", () => {
    const entries = storedEntries({ cart: [{ sku: 1 }], user: "ada" });
    expect(entries.get("cart")).toEqual([{ sku: 1 }]);
    expect(entries.get("cart")).toBe(entries.get("cart"));
    expect(entries.get("user")).toBe("ada");
  });

  it.each(["absent", "", "constructor", "__proto__"])("a key that is not stored, %j, is nowhere", (key) => {
    const entries = storedEntries({ user: "ada" });
    expect([entries.get(key), entries.has(key), entries.delete(key)]).toEqual([undefined, false, false]);
    expect(entries.changes()).toEqual(NOTHING);
  });

  it.each([0, -0.5, "", false, null, [], {}])(
    "the value %j is there, and is stored and read as it is",
    (value) => {
      const entries = storedEntries();
      entries.set("key", value);
      const later = new Entries(jsonSerializer, new Map(entries.changes().set));
      expect([later.has("key"), later.get("key"), later.keys()]).toEqual([true, value, ["key"]]);
    },
  );

  it("keys() gives those stored, then those set, without those deleted and without flashes", () => {
    const flash = [nameOfFlash("notes", "tag"), '"hello"'] as const;
    const stored = new Map([[nameOfKey("a"), "1"], [nameOfKey("b"), "2"], flash]);
    const entries = new Entries(jsonSerializer, stored);
    entries.set("c", 3);
    entries.set("a", 4);
    entries.delete("b");
    expect(entries.keys()).toEqual(["a", "c"]);
  });

  it("a value is parsed when it is first asked for, and not before", () => {
    const parse = vi.fn<(text: string) => unknown>(JSON.parse);
    const entries = new Entries(
      { ...jsonSerializer, parse },
      new Map([
        ['"a"', "[1]"],
        ['"b"', "[2]"],
      ]),
    );
    entries.has("a");
    entries.keys();
    entries.changes();
    expect(parse).not.toHaveBeenCalled();
    entries.get("a");
    expect(parse.mock.calls).toEqual([["[1]"]]);
  });
});

describe("Entries, changed", () => {
  it("reading is no change", () => {
    const entries = storedEntries({ cart: [1], user: "ada" });
    entries.get("cart");
    entries.get("user");
    expect(entries.changes()).toEqual(NOTHING);
  });

  it("setting an equal value is no change, another value is one", () => {
    const entries = storedEntries({ cart: [{ sku: 1 }], user: "ada" });
    entries.set("cart", [{ sku: 1 }]);
    entries.set("user", "eve");
    expect(entries.changes()).toEqual({ ...NOTHING, set: [['"user"', '"eve"']] });
  });

  it("a value changed in place is a change, and alone", () => {
    const entries = storedEntries({ cart: { lines: [{ count: 1 }] }, other: { lines: [] } });
    const cart = entries.get("cart") as { lines: { count: number }[] };
    entries.get("other");
    cart.lines.push({ count: 2 });
    expect(entries.changes()).toEqual({
      ...NOTHING,
      set: [['"cart"', '{"lines":[{"count":1},{"count":2}]}']],
    });
  });

  it("a value changed in place after it was set is written as it is at the save", () => {
    const entries = storedEntries();
    const cart = [1];
    entries.set("cart", cart);
    cart.push(2);
    expect(entries.changes().set).toEqual([['"cart"', "[1,2]"]]);
  });

  it("a value changed in place and back is no change", () => {
    const entries = storedEntries({ cart: [1] });
    const cart = entries.get("cart") as number[];
    cart.push(2);
    cart.pop();
    expect(entries.changes()).toEqual(NOTHING);
  });

  it("delete() of a stored key removes it, also after it was set", () => {
    const entries = storedEntries({ user: "ada" });
    entries.set("user", "eve");
    expect([entries.delete("user"), entries.delete("user")]).toEqual([true, false]);
    expect([entries.get("user"), entries.has("user")]).toEqual([undefined, false]);
    expect(entries.changes()).toEqual({ ...NOTHING, remove: ['"user"'] });
  });

  it("a key set and deleted by the same request is no change", () => {
    const entries = storedEntries();
    entries.set("user", "ada");
    expect(entries.delete("user")).toBe(true);
    expect(entries.changes()).toEqual(NOTHING);
  });

  it("a key deleted and set again is set and not removed", () => {
    const entries = storedEntries({ user: "ada" });
    entries.delete("user");
    entries.set("user", "eve");
    expect(entries.changes()).toEqual({ ...NOTHING, set: [['"user"', '"eve"']] });
  });

  it("clear() leaves nothing to read, and what is set later stands, equal to the stored value or not", () => {
    const entries = storedEntries({ user: "ada", cart: [1] });
    entries.get("cart");
    entries.delete("cart");
    entries.clear();
    expect([entries.keys(), entries.get("user"), entries.has("cart")]).toEqual([[], undefined, false]);
    entries.set("user", "ada");
    expect(entries.changes()).toEqual({ clear: true, set: [['"user"', '"ada"']], remove: [] });
  });

  it("isChanged() tells keys that were set, deleted, cleared or changed in place from all others", () => {
    const entries = storedEntries({ read: [1], set: 1, equal: 1, deleted: 1, pushed: [1] });
    entries.get("read");
    entries.set("set", 2);
    entries.set("equal", 1);
    entries.delete("deleted");
    (entries.get("pushed") as number[]).push(2);
    const changed = ["read", "set", "equal", "deleted", "pushed", "absent"].filter((key) =>
      entries.isChanged(key),
    );
    expect(changed).toEqual(["set", "deleted", "pushed"]);
    entries.clear();
    expect(entries.isChanged("read")).toBe(true);
  });

  it("storedElsewhere() takes the place of what was read, and is nothing to write", () => {
    const entries = storedEntries({ n: [1], gone: 1 });
    entries.get("n");
    entries.storedElsewhere("n", "[2]", [2]);
    entries.storedElsewhere("gone", undefined, undefined);
    expect([entries.get("n"), entries.storedText("n"), entries.has("gone")]).toEqual([[2], "[2]", false]);
    expect(entries.changes()).toEqual(NOTHING);
  });

  it("storedElsewhere() takes the place of what was set and has been saved", () => {
    const entries = storedEntries({ user: "ada" });
    entries.set("n", 1);
    entries.commit(entries.changes());
    entries.storedElsewhere("n", "2", 2);
    expect([entries.get("n"), entries.changes()]).toEqual([2, NOTHING]);
  });
});
