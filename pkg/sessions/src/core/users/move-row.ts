import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import { isSessionError } from "../errors.ts";
import type { RowHead } from "../row.ts";
import type { Delta, Lifetime, MoveResult, SessionWriter } from "../store.ts";
import { enterSession } from "./enter-session.ts";
import { quietly } from "./quietly.ts";
import type { UserIndex } from "./user-index.ts";

/** A session that gets another handle. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly delta: Delta;
  /** With the user that this request knows it to be bound to. */
  readonly lifetime: Lifetime & { readonly user: string };
}

/**
 * Moves the row of a session to another handle. One that is bound is entered under the new handle first, and its old entry goes last.
 *
 * @returns the head of the moved row, or `null` when the session has ended or was revoked meanwhile
 */
export function moveRow(store: SessionWriter, move: Move): Promise<RowHead | null> {
  const { regenerate } = sessionEvents;
  if (!regenerate.hasSubscribers) return moveOfAnyUser(store, move);
  return observe(() => moveOfAnyUser(store, move), {
    channel: regenerate,
    about: () => ({ store: store.kind, handle: move.to, from: move.from }),
    outcomeOf: (head) => (head ? "done" : "gone"),
  });
}

async function moveOfAnyUser(store: SessionWriter, move: Move): Promise<RowHead | null> {
  const result = await tryMove(store, move);
  if (!result || !("boundTo" in result)) return result;
  // Another request has bound it meanwhile: once more, by way of that user's index.
  return moveOfAnyUser(store, { ...move, lifetime: { ...move.lifetime, user: result.boundTo } });
}

async function tryMove(store: SessionWriter, move: Move): Promise<MoveResult> {
  const { from, to, delta, lifetime } = move;
  const { user } = lifetime;
  const index = store.users;
  if (user === "" || !index) return store.move(from, to, delta, lifetime);
  const lastsMs = lifetime.absoluteSeconds * 1000;
  const entered = await enterSession(store, { handle: to, user, mark: undefined, lastsMs, movesFrom: from });
  if (!entered) return null;
  entered.requireTime();
  const moved = await store.move(from, to, delta, lifetime);
  const isMoved = moved !== null && !("boundTo" in moved);
  if (isMoved && (await mayLive(index, user, to))) return moved;
  if (isMoved) await index.removeOf(user, to);
  await quietly(index.leave(user, [{ handle: to }]));
  return isMoved ? null : moved;
}

/**
 * Confirms the new entry. When that cannot be asked, the session stands at its new handle all the same, and its entry is there: whoever
 * has condemned it looks again until its time is over.
 */
async function mayLive(index: UserIndex, user: string, handle: string): Promise<boolean> {
  try {
    return await index.confirm(user, handle);
  } catch (error) {
    if (isSessionError(error)) return true;
    throw error;
  }
}
