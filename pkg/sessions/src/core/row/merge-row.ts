import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import { unlessMoved } from "../rotation/session-moved.ts";
import type { Row } from "./row.ts";
import type { Delta, MergeResult, SessionWriter } from "../store.ts";

/**
 * Writes what a request changed into the row of a stored session.
 *
 * @param known - the row as the request last saw it
 * @returns `null` when the session has ended
 * @throws SessionMovedError
 */
export async function mergeRow(
  store: SessionWriter,
  handle: string,
  delta: Delta,
  known?: Row,
): Promise<true | null> {
  const merge = (): Promise<MergeResult> => store.merge(handle, delta, undefined, known);
  const merging = sessionEvents.save.hasSubscribers ? observeMerge(store, handle, delta, merge) : merge();
  return unlessMoved(await merging) === "merged" ? true : null;
}

function observeMerge(
  store: SessionWriter,
  handle: string,
  delta: Delta,
  merge: () => Promise<MergeResult>,
): Promise<MergeResult> {
  return observe(async () => unlessMoved(await merge()), {
    channel: sessionEvents.save,
    about: () => ({ store: store.kind, handle, changes: delta.set.length + delta.remove.length }),
    outcomeOf: (result) => (result === "merged" ? "saved" : "gone"),
  });
}
