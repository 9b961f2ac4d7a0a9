import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import { unlessMoved } from "../rotation/session-moved.ts";
import type { SessionWriter } from "../store.ts";
import { quietly } from "./quietly.ts";

/**
 * Removes a session, and then its entry from the index of the user that it is bound to, if it is. Resolves once the session is gone.
 *
 * @throws SessionMovedError when it was rotated meanwhile; nothing was done
 */
export function removeRow(store: SessionWriter, handle: string, user: string): Promise<void> {
  const { destroy } = sessionEvents;
  if (!destroy.hasSubscribers) return tryRemove(store, handle, user);
  return observe(() => tryRemove(store, handle, user), {
    channel: destroy,
    about: () => ({ store: store.kind, handle }),
    outcomeOf: () => "done",
  });
}

async function tryRemove(store: SessionWriter, handle: string, user: string): Promise<void> {
  unlessMoved(await store.remove(handle));
  if (user !== "" && store.users) await quietly(store.users.leave(user, [{ handle }]));
}
