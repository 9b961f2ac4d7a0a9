import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import { insertRow } from "../row/insert-row.ts";
import { mergeRow } from "../row/merge-row.ts";
import type { RowHead } from "../row/row.ts";
import { SessionMovedError } from "../rotation/session-moved.ts";
import type { Delta, Lifetime, SessionWriter } from "../store.ts";
import { enterSession } from "./enter-session.ts";
import { quietly } from "./quietly.ts";
import { requireUnmoved } from "./require-unmoved.ts";
import type { UserIndex } from "./user-index.ts";
import { checkUser, userIndexOf } from "./user-index-of.ts";

/** What a bind depends on. */
export interface BindOptions {
  /**
   * What `store.markOf(user)` gave before the hash of the password was read. If all sessions of the user, or all but one, were
   * revoked since, as a change of the password does, the bind rejects with `SessionGoneError`.
   */
  readonly mark?: string | undefined;
}

/** A session, what its request changed, and the user that it is to be bound to. */
export interface Binding {
  readonly handle: string;
  /** The head of its row; `undefined` when nothing is stored yet. */
  readonly head: RowHead | undefined;
  readonly delta: Delta;
  readonly lifetime: Lifetime;
  readonly user: string;
  readonly mark: string | undefined;
}

/**
 * Stores a session's changes and its user, and enters it in the user's index: the entry first, then the row, and then the entry is
 * confirmed. If it was condemned by then, the row goes again.
 *
 * @throws SessionValueError when the user is none
 * @throws SessionMovedError when it was rotated meanwhile; nothing was done, or what was done has moved along
 * @returns the head of the row, or `null` when the session has ended, a revoke came between, or the mark is not the user's any more
 */
export function bindRow(store: SessionWriter, binding: Binding): Promise<RowHead | null> {
  const { bind } = sessionEvents;
  if (!bind.hasSubscribers) return tryBind(store, binding);
  return observe(() => tryBind(store, binding), {
    channel: bind,
    about: () => ({ store: store.kind, handle: binding.handle }),
    outcomeOf: (head) => (head ? "done" : "gone"),
  });
}

async function tryBind(store: SessionWriter, binding: Binding): Promise<RowHead | null> {
  const { handle, head, mark, lifetime } = binding;
  const user = checkUser(binding.user);
  const index = userIndexOf(store);
  const lastsMs = head ? head.absoluteEnd - store.now(handle) : lifetime.absoluteSeconds * 1000;
  const entered = await enterSession(store, { handle, user, mark, lastsMs, movesFrom: "" });
  if (!entered) return null;
  entered.requireTime();
  // If this rejects, the entry stays until its time is over: the row may stand there after all.
  const bound = await writeOrLeave(store, index, binding);
  if (bound && (await index.confirm(user, handle))) return bound;
  if (bound) await index.removeOf(user, handle);
  await quietly(index.leave(user, [{ handle }]));
  if (bound) await requireUnmoved(store, handle);
  return null;
}

/** The session has another handle now, under which it will be entered. */
async function writeOrLeave(
  store: SessionWriter,
  index: UserIndex,
  binding: Binding,
): Promise<RowHead | null> {
  try {
    return await writeRow(store, binding);
  } catch (error) {
    const { user, handle } = binding;
    if (error instanceof SessionMovedError) await quietly(index.leave(user, [{ handle }]));
    throw error;
  }
}

async function writeRow(
  store: SessionWriter,
  { handle, head, delta, lifetime, user }: Binding,
): Promise<RowHead | null> {
  if (!head) return insertRow(store, handle, new Map(delta.set), { ...lifetime, user });
  const isMerged = await mergeRow(store, handle, { ...delta, user });
  return isMerged ? { ...head, user, idle: delta.idle ?? head.idle } : null;
}
