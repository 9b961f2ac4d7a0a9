import type { StoreCall, StoreCallName } from "../../pkg/sessions/src/testing/store-calls.ts";
import { judgeCondemn, judgeConfirm, judgeEnter, judgeRemoveOf } from "./judge-index.ts";
import { judgeInsert, judgeMerge, judgeMove, judgeRead, judgeRemove, judgeRenew } from "./judge-rows.ts";
import type { Watched } from "./judge-rows.ts";

type Judge = (watched: Watched, answer: never, values: never) => unknown;

/** Operations that say nothing about sessions by themselves have no judge. */
const JUDGES: Partial<Record<StoreCallName, Judge>> = {
  read: judgeRead,
  renew: judgeRenew,
  insert: judgeInsert,
  merge: judgeMerge,
  move: judgeMove,
  remove: judgeRemove,
  enter: judgeEnter,
  confirm: judgeConfirm,
  condemn: judgeCondemn,
  removeOf: judgeRemoveOf,
};

/** Judges the answer to one call of the store, and lets the model take the same step: an operation is atomic, and happens when its answer comes. */
export async function observeCall(
  watched: Watched,
  { operation, values }: StoreCall,
  proceed: () => Promise<unknown>,
): Promise<unknown> {
  const answer = await proceed();
  const { actor, run } = watched;
  actor.calls += 1;
  run.trace.note(`${actor.index} ${actor.acting}: ${operation}`);
  await JUDGES[operation]?.(watched, answer as never, values as never);
  return answer;
}
