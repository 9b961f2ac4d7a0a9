import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import { unlessMoved } from "../rotation/session-moved.ts";
import type { Delta, MergeResult, SessionWriter } from "../store.ts";

/** Writes what a request changed into the row of a stored session. @returns `null` when the session has ended @throws SessionMovedError */
export async function mergeRow(store: SessionWriter, handle: string, delta: Delta): Promise<true | null> {
  const { save } = sessionEvents;
  const merging = save.hasSubscribers ? observeMerge(store, handle, delta) : store.merge(handle, delta);
  return unlessMoved(await merging) === "merged" ? true : null;
}

function observeMerge(store: SessionWriter, handle: string, delta: Delta): Promise<MergeResult> {
  return observe(async () => unlessMoved(await store.merge(handle, delta)), {
    channel: sessionEvents.save,
    about: () => ({ store: store.kind, handle, changes: delta.set.length + delta.remove.length }),
    outcomeOf: (result) => (result === "merged" ? "saved" : "gone"),
  });
}
