import { applyDelta } from "./apply-delta.ts";
import { encodeEntries } from "./row.ts";
import type { Row, RowHead } from "./row.ts";
import type { Delta, Expectation, Lifetime } from "../store.ts";

/** The head of a session that begins now. */
export function beginHead(
  createdAt: number,
  { idle, absoluteSeconds, user = "" }: Lifetime,
  dataVersion: number,
): RowHead {
  return { createdAt, absoluteEnd: createdAt + absoluteSeconds * 1000, idle, user, dataVersion };
}

/** A row after a change. */
export function changeRow({ head, entries }: Row, delta: Delta): Row {
  const { idle = head.idle, user = head.user } = delta;
  return { head: { ...head, idle, user }, entries: applyDelta(entries, delta) };
}

/** A row after a change, or the text found where the change expects another: what `merge` does in a store that keeps rows in this process. */
export function mergeIntoRow(
  row: Row,
  delta: Delta,
  expected: Expectation | undefined,
): Row | { readonly found: string | undefined } {
  const found = expected && row.entries.get(expected.name);
  return expected && found !== expected.text ? { found } : changeRow(row, delta);
}

/** A row after a change, with a lifetime that begins now: what `move` does in such a store. */
export function renewRow({ head, entries }: Row, delta: Delta, now: number, lifetime: Lifetime): Row {
  const { user, dataVersion } = head;
  return { head: { ...beginHead(now, lifetime, dataVersion), user }, entries: applyDelta(entries, delta) };
}

/**
 * A row after a change of its data version, or `null` when it is not as it was when the change was made: what `upgrade` does in such a
 * store.
 */
export function upgradeRow(row: Row, from: Row, delta: Delta, dataVersion: number): Row | null {
  if (row.head.dataVersion !== from.head.dataVersion) return null;
  if (encodeEntries(row.entries) !== encodeEntries(from.entries)) return null;
  const { idle = row.head.idle, user = row.head.user } = delta;
  return { head: { ...row.head, idle, user, dataVersion }, entries: applyDelta(row.entries, delta) };
}

/** A row after a change, under an id that it has from now on: what `rotate` does in such a store. */
export function rotateRow({ head, entries }: Row, delta: Delta, now: number): Row {
  const { idle = head.idle } = delta;
  return { head: { ...head, idle, rotatedAt: now }, entries: applyDelta(entries, delta) };
}
