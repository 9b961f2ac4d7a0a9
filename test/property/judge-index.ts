import type { EnterResult, IndexEntry, NewIndexEntry, WhichSessions } from "hertz-sessions";
import type { Watched } from "./judge-rows.ts";
import { compareWithStore } from "./run-state.ts";
import type { RunState } from "./run-state.ts";
import { expectKept } from "./violation.ts";

// What the contract says of the operations of an index of users.

export function judgeEnter(
  { run, actor }: Watched,
  result: EnterResult,
  [user, { handle, movesFrom }]: [string, NewIndexEntry],
): void {
  const { model, revoked, trace } = run;
  expectKept(trace, result !== "full", "a user without a limit has too many sessions");
  if (result === "condemned") {
    expectKept(trace, revoked.has(user), "a session is condemned though nobody has revoked it");
    actor.mustBeGone = true;
    return;
  }
  // A session that is bound again to its user keeps the handle that it has moved from; another user's index knows nothing of that.
  if (movesFrom !== "" || model.row(handle)?.user !== user) forgetMovesTo(run, handle);
  actor.attempt = { user, handle, movesFrom, isCondemned: false, isOver: false };
}

export function judgeConfirm(
  { run, actor }: Watched,
  mayLive: boolean,
  [user, handle]: [string, string],
): void {
  const { model, trace } = run;
  const isCondemned = actor.attempt?.isCondemned === true;
  // One that has ended or moved on meanwhile may be told either.
  const mustLive = !isCondemned && model.row(handle)?.user === user;
  expectKept(trace, !isCondemned || !mayLive, "a session may live that was revoked while it was bound");
  expectKept(trace, !mustLive || mayLive, "a session may not live though nobody has revoked it");
  if (!mayLive) {
    actor.mustBeGone = true;
    return;
  }
  const { movesFrom = "" } = actor.attempt ?? {};
  if (movesFrom === "") return;
  forgetMovesTo(run, movesFrom);
  run.movedTo.set(movesFrom, handle);
}

export function judgeCondemn(
  { run, actor }: Watched,
  _entries: readonly IndexEntry[],
  [user, which]: [string, WhichSessions],
): void {
  const { condemned } = actor;
  const meant =
    which !== "all" && "handle" in which ? successorsOf(run, user, which.handle) : new Set<string>();
  const isMeant = (...handles: string[]): boolean =>
    which === "all" || handles.some((each) => meant.has(each));
  run.revoked.add(user);
  for (const handle of run.model.handlesOf(user)) if (isMeant(handle)) condemned.handles.add(handle);
  for (const { attempt } of run.actors) {
    if (attempt?.user !== user || !isMeant(attempt.handle, attempt.movesFrom)) continue;
    attempt.isCondemned = true;
    condemned.attempts.push(attempt);
    condemned.handles.add(attempt.handle);
  }
}

export async function judgeRemoveOf(
  { run, actor }: Watched,
  wasThere: boolean,
  [user, handle]: [string, string],
): Promise<void> {
  const isThere = run.model.row(handle)?.user === user;
  run.trace.expectEqual(wasThere, isThere, "a user's session is there to be removed");
  if (isThere) {
    run.model.end(handle);
    actor.removed += 1;
  }
  await compareWithStore(run, handle);
}

/** A session is known by its handle and the one before, and not by those before that. */
function forgetMovesTo({ movedTo }: RunState, handle: string): void {
  for (const [from, to] of movedTo) if (to === handle) movedTo.delete(from);
}

/** A handle, and those that its session got after it, or is just getting. */
function successorsOf({ movedTo, actors }: RunState, user: string, handle: string): Set<string> {
  const found = new Set([handle]);
  for (const each of found) {
    const next = movedTo.get(each);
    if (next !== undefined) found.add(next);
    for (const { attempt } of actors) {
      if (attempt?.user === user && attempt.movesFrom === each) found.add(attempt.handle);
    }
  }
  return found;
}
