import type { Delta } from "../store.ts";

/** The entries of a row after a change: what a store that keeps rows in this process does. */
export function applyDelta(
  entries: ReadonlyMap<string, string>,
  { clear, set, remove }: Delta,
): Map<string, string> {
  const changed = new Map(clear ? [] : entries);
  for (const name of remove) changed.delete(name);
  for (const [name, text] of set) changed.set(name, text);
  return changed;
}
