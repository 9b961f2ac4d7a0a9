import { describe, expect, it, vi } from "vitest";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import { Entries } from "./entries.ts";
import { SessionValueError } from "../errors.ts";
import { jsonSerializer } from "../settings/serializer.ts";
import type { Serializer } from "../settings/serializer.ts";

const NOTHING = { clear: false, set: [], remove: [] };

function entriesOver(texts: Readonly<Record<string, string>>, serializer: Partial<Serializer> = {}): Entries {
  return new Entries({ ...jsonSerializer, ...serializer }, new Map(Object.entries(texts)));
}

/** The error of saving a value under "key" with this serializer. */
function refusalOf(value: unknown, serializer: Partial<Serializer> = {}): SessionValueError {
  const entries = entriesOver({}, serializer);
  entries.set("key", value);
  try {
    entries.changes();
  } catch (error) {
    if (error instanceof SessionValueError) return error;
  }
  throw new Error("The value was not refused with a SessionValueError");
}

describe("Entries, values that have no serialization", () => {
  it("undefined is refused by set(), which says how to remove a key", () => {
    const refusal = { code: "ERR_SESSION_VALUE", message: expect.stringContaining('delete("key")') };
    expect(() => entriesOver({}).set("key", undefined)).toThrow(expect.objectContaining(refusal));
  });

  it.each([
    ["a function", () => "secret"],
    ["a symbol", Symbol("secret")],
  ])("%s is refused, naming the key and not the value", (_name, value) => {
    expect(refusalOf(value)).toMatchObject({
      code: "ERR_SESSION_VALUE",
      message: 'Cannot store "key": it has no serialization',
    });
  });

  it("a value at which the serializer throws is refused, with what it threw as the cause", () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    expect(refusalOf(circular)).toMatchObject({ code: "ERR_SESSION_VALUE", cause: expect.any(TypeError) });
    expect(refusalOf(1n)).toMatchObject({ code: "ERR_SESSION_VALUE", cause: expect.any(TypeError) });
  });

  it.each(["a\tb", "a\nb", "\n", "\t"])(
    "a serialization that holds a separator of the row, %j, is refused",
    (text) => {
      const refusal = refusalOf("any", { stringify: () => text });
      expect(refusal.message).toMatch(/^Cannot store "key": .* raw tab or newline/);
    },
  );

  it("a serializer that gives something else than a text is refused", () => {
    expect(refusalOf("any", { stringify: () => Buffer.from("x") as unknown as string }).code).toBe(
      "ERR_SESSION_VALUE",
    );
  });
});

describe("Entries, a serializer of the application's own", () => {
  /** A new release: it spells lists sorted, and gives every cart a currency. */
  const nextRelease: Serializer = {
    stringify: (value) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value),
    parse: (text) => {
      const value: unknown = JSON.parse(text);
      return typeof value === "object" && !Array.isArray(value) ? { currency: "EUR", ...value } : value;
    },
  };

  it("a value that would be spelled in another way today is no change, read or set anew", () => {
    const entries = entriesOver({ '"list"': "[2,1]", '"cart"': '{"lines":[]}' }, nextRelease);
    entries.get("list");
    entries.set("list", [1, 2]);
    expect(entries.get("cart")).toEqual({ currency: "EUR", lines: [] });
    expect(entries.changes()).toEqual(NOTHING);
  });

  it("a value that is changed is written as it is spelled today", () => {
    const entries = entriesOver({ '"list"': "[2,1]", '"cart"': '{"lines":[]}' }, nextRelease);
    (entries.get("list") as number[]).push(0);
    entries.set("cart", { currency: "USD", lines: [] });
    expect(entries.changes().set).toEqual([
      ['"list"', "[0,1,2]"],
      ['"cart"', '{"currency":"USD","lines":[]}'],
    ]);
  });
});

describe("Entries, a stored value that cannot be parsed", () => {
  it("get() gives undefined, and the owner of the entries is told, once", () => {
    const tell = vi.fn<() => void>();
    const stored = new Map([
      ['"cart"', "{"],
      ['"user"', '"ada"'],
    ]);
    const entries = new Entries(jsonSerializer, stored, tell);
    expect([entries.get("cart"), entries.get("cart"), entries.get("user")]).toEqual([
      undefined,
      undefined,
      "ada",
    ]);
    expect(tell).toHaveBeenCalledOnce();
  });

  it("is no key any more once it was asked for", () => {
    catchWarnings();
    const entries = entriesOver({ '"cart"': "{", '"user"': '"ada"' });
    entries.get("cart");
    expect([entries.has("cart"), entries.keys()]).toEqual([false, ["user"]]);
  });

  it("stays as it is until the handler sets or deletes its key", () => {
    catchWarnings();
    const entries = entriesOver({ '"cart"': "{", '"list"': "[" });
    entries.get("cart");
    expect(entries.changes()).toEqual(NOTHING);
    entries.set("cart", [1]);
    entries.delete("list");
    expect(entries.changes()).toEqual({ ...NOTHING, set: [['"cart"', "[1]"]], remove: ['"list"'] });
  });
});
