import type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  MoveResult,
  RowHead,
  StoredRow,
} from "hertz-sessions";
import { compareRows, compareWithStore } from "./run-state.ts";
import type { ActorState, RunState } from "./run-state.ts";
import { IDLE_SECONDS } from "./store-model.ts";
import { expectKept } from "./violation.ts";

/** An actor whose call was answered. */
export interface Watched {
  readonly run: RunState;
  readonly actor: ActorState;
}

// What the contract says of each operation on a row. Each judges the answer, and then lets the model take the same step.

export function judgeRead(
  { run, actor }: Watched,
  found: StoredRow | null,
  [handle, renewMs]: [string, number],
): void {
  const { model, trace } = run;
  const row = model.row(handle);
  compareRows(trace, found, row);
  if (!row) return;
  trace.expectEqual(renewMs, IDLE_SECONDS * 1000, "the first read renews the idle timeout");
  model.renew(row);
  actor.request.loaded(handle, row);
}

export function judgeRenew({ run }: Watched, _answer: unknown, [handle, lifeMs]: [string, number]): void {
  const row = run.model.row(handle);
  if (row) run.model.renew(row, lifeMs / 1000);
}

export async function judgeInsert(
  { run, actor }: Watched,
  head: RowHead | null,
  [handle]: [string],
): Promise<void> {
  expectKept(run.trace, head !== null, "a new session meets another one");
  const row = run.model.begin(handle, { values: new Map(), flashes: [], user: boundUser(actor) ?? "" });
  actor.request.applyTo(row);
  expectInTime(run, actor);
  await compareWithStore(run, handle);
}

export async function judgeMerge(
  { run, actor }: Watched,
  result: MergeResult,
  [handle, , expected]: [string, Delta, Expectation?],
): Promise<void> {
  const { model, trace } = run;
  const row = model.row(handle);
  trace.expectEqual(
    result === "gone",
    !row,
    "a write meets a session that has ended, or misses one that lives",
  );
  if (!row) {
    actor.mustBeGone = true;
    return;
  }
  if (typeof result === "object" && "found" in result) {
    trace.expectEqual(result.found, row.values.get("n"), "an update is told what is stored");
    expectKept(trace, result.found !== expected?.text, "an update is refused that found what it expected");
    return;
  }
  if (expected) {
    actor.updated = String(Number(row.values.get("n") ?? 0) + 1);
    row.values.set("n", actor.updated);
  } else {
    actor.request.applyTo(row);
  }
  const user = boundUser(actor) ?? row.user;
  if (user !== row.user) spareNewlyBound(run, actor, handle);
  row.user = user;
  model.renew(row);
  expectInTime(run, actor);
  await compareWithStore(run, handle);
}

export async function judgeMove(
  { run, actor }: Watched,
  result: MoveResult,
  [from, to, , lifetime]: [string, string, Delta, Lifetime],
): Promise<void> {
  const { model, trace } = run;
  const row = model.row(from);
  if (!row) {
    trace.expectEqual(result, null, "a session that has ended is not moved");
    actor.mustBeGone = true;
    return;
  }
  expectKept(trace, result !== null, "a living session is not found by its move");
  if (row.user !== (lifetime.user ?? "")) {
    trace.expectEqual(result, { boundTo: row.user }, "a move is told whose the session is");
    return;
  }
  expectKept(trace, !("boundTo" in result), "a move is told that the session is another user's");
  const { values, flashes, user } = row;
  model.end(from);
  actor.request.applyTo(model.begin(to, { values, flashes, user }));
  expectInTime(run, actor);
  await compareWithStore(run, from);
  await compareWithStore(run, to);
}

export async function judgeRemove({ run }: Watched, _answer: unknown, [handle]: [string]): Promise<void> {
  run.model.end(handle);
  await compareWithStore(run, handle);
}

/** The user that the row gets which is just written. */
function boundUser({ acting, attempt }: ActorState): string | undefined {
  return acting === "bind" ? attempt?.user : undefined;
}

/** Somebody else's session that is bound to a user after a revoke has condemned what there was is not what that revoke ends. */
function spareNewlyBound({ actors }: RunState, { attempt }: ActorState, handle: string): void {
  if (!attempt || attempt.isCondemned) return;
  for (const { condemned } of actors) if (condemned.user === attempt.user) condemned.handles.delete(handle);
}

/** A row was written that the index of its user was told of before: no revoke may have ended the session since. */
function expectInTime({ trace }: RunState, { attempt }: ActorState): void {
  const isLate = attempt?.isOver === true;
  expectKept(
    trace,
    !isLate,
    "a session is alive whose revoke has resolved: it was bound or moved after that",
  );
}
