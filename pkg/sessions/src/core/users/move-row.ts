import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import { isSessionError } from "../errors.ts";
import type { RowHead } from "../row/row.ts";
import { unlessMoved } from "../rotation/session-moved.ts";
import type { MoveResult, SessionWriter } from "../store.ts";
import { enterSession } from "./enter-session.ts";
import { quietly } from "./quietly.ts";
import { requireUnmoved } from "./require-unmoved.ts";
import type { UserIndex } from "./user-index.ts";

/** A session that gets another handle. */
export interface Move {
  readonly operation: "regenerate" | "rotate";
  readonly from: string;
  readonly to: string;
  /** The user that this request knows it to be bound to, or an empty text. */
  readonly user: string;
  /** Milliseconds that it can last at most under its new handle. */
  readonly lastsMs: number;
  /** Moves the row if it is bound to this user. */
  write(user: string): Promise<MoveResult>;
}

/**
 * Moves the row of a session to another handle. One that is bound is entered under the new handle first, and its old entry goes last.
 *
 * @throws SessionMovedError when a rotation was faster; nothing was done
 * @returns the head of the moved row, or `null` when the session has ended or was revoked meanwhile
 */
export function moveRow(store: SessionWriter, move: Move): Promise<RowHead | null> {
  const channel = sessionEvents[move.operation];
  if (!channel.hasSubscribers) return moveOfAnyUser(store, move);
  return observe(() => moveOfAnyUser(store, move), {
    channel,
    about: () => ({ store: store.kind, handle: move.to, from: move.from }),
    outcomeOf: (head) => (head ? "done" : "gone"),
  });
}

async function moveOfAnyUser(store: SessionWriter, move: Move): Promise<RowHead | null> {
  const result = unlessMoved(await tryMove(store, move));
  if (!result || isHead(result)) return result;
  // Another request has bound it meanwhile: once more, by way of that user's index.
  return moveOfAnyUser(store, { ...move, user: result.boundTo });
}

async function tryMove(store: SessionWriter, move: Move): Promise<MoveResult> {
  const { from: movesFrom, to: handle, user, lastsMs } = move;
  const index = store.users;
  if (user === "" || !index) return move.write(user);
  const entered = await enterSession(store, { handle, user, mark: undefined, lastsMs, movesFrom });
  if (!entered) return null;
  entered.requireTime();
  const moved = await move.write(user);
  const isMoved = moved !== null && isHead(moved);
  if (isMoved && (await mayLive(index, user, handle))) return moved;
  if (isMoved) await index.removeOf(user, handle);
  await quietly(index.leave(user, [{ handle }]));
  if (isMoved) await requireUnmoved(store, handle);
  return isMoved ? null : moved;
}

function isHead(result: object): result is RowHead {
  return "createdAt" in result;
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
