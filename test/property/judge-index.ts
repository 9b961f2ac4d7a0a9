import type { EnterResult, IndexEntry, NewIndexEntry, WhichSessions } from "hertz-sessions";
import type { Watched } from "./judge-rows.ts";
import { compareWithStore } from "./run-state.ts";
import { expectKept } from "./violation.ts";

// What the contract says of the operations of an index of users.

export function judgeEnter(
  { run, actor }: Watched,
  result: EnterResult,
  [user, { handle, movesFrom }]: [string, NewIndexEntry],
): void {
  const { revoked, trace } = run;
  expectKept(trace, result !== "full", "a user without a limit has too many sessions");
  if (result === "condemned") {
    expectKept(trace, revoked.has(user), "a session is condemned though nobody has revoked it");
    actor.mustBeGone = true;
    return;
  }
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
  if (!mayLive) actor.mustBeGone = true;
}

export function judgeCondemn(
  { run, actor }: Watched,
  _entries: readonly IndexEntry[],
  [user, which]: [string, WhichSessions],
): void {
  const { condemned } = actor;
  const isMeant = (...handles: string[]): boolean =>
    which === "all" || ("handle" in which && handles.includes(which.handle));
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
