import { describe, expect, it } from "vitest";
import { MemoryStore } from "../memory/memory-store.ts";
import type { Row } from "../core/row/row.ts";
import type { Delta } from "../core/store.ts";
import { foreseeRow } from "./foresee-row.ts";

const { settings } = new MemoryStore({ secrets: ["a secret of the tests, long enough"] });

function rowOf(text: string): Row {
  const idle = { seconds: 1800, fromMaxAge: false };
  const head = { createdAt: 1_000, absoluteEnd: 90_000_000, idle, user: "", dataVersion: 0 };
  return { head, entries: new Map([["n", text]]) };
}

function deltaOf(text: string): Delta {
  return { clear: false, set: [["m", text]], remove: [], idle: undefined };
}

describe("foreseeRow()", () => {
  it("gives the row as it stands and as the change leaves it", () => {
    expect(foreseeRow(rowOf("1"), deltaOf("2"), settings)).toEqual({
      before: "@\t1\t1000\t90000000\t1800\t\t0\nn\t1",
      after: "@\t1\t1000\t90000000\t1800\t\t0\nn\t1\nm\t2",
      idleMs: 1_800_000,
      absoluteEnd: 90_000_000,
    });
  });

  it.each<[string, Row, Delta, Partial<typeof settings>]>([
    ["of another data version", rowOf("1"), deltaOf("2"), { dataVersion: 1 }],
    ["that is large", rowOf("1".repeat(3000)), deltaOf("2"), { maxLength: 0 }],
    ["that becomes large", rowOf("1"), deltaOf("2".repeat(3000)), { maxLength: 0 }],
    [
      "that would exceed maxLength, which the row as it is by now need not",
      rowOf("1"),
      deltaOf("2"),
      { maxLength: 32 },
    ],
  ])("foresees no row %s", (_name, row, delta, others) => {
    expect(foreseeRow(row, delta, { ...settings, ...others })).toBeUndefined();
  });
});
