import { decodeIdle, decodeUser } from "../../core/row/row.ts";
import type { RowHead } from "../../core/row/row.ts";
import type { Lifetime, MergeResult, MovedSession, MoveResult } from "../../core/store.ts";
import { ELSEWHERE, REFUSED } from "./scripts.ts";

/** What `mergeScript` answers. */
export function mergedFrom(answer: unknown): MergeResult {
  if (answer === REFUSED.gone) return "gone";
  if (answer === 1) return "merged";
  const [, found] = answer as [string, string];
  return movedIn(answer) ?? { found: found === "-" ? undefined : found.slice(1) };
}

/** What `moveScript` answers of a session whose lifetime begins anew. */
export function movedFrom(answer: unknown, lifetime: Lifetime): MoveResult {
  const { idle, user = "" } = lifetime;
  return moved(answer, ([, createdAt, dataVersion]) => ({
    idle,
    user,
    dataVersion: Number(dataVersion),
    ...timesFrom(createdAt, lifetime),
  }));
}

/** What `rotateScript` answers of a session that is bound to this user, or to none. */
export function rotatedFrom(answer: unknown, user: string): MoveResult {
  return moved(answer, ([, createdAt, dataVersion, absoluteEnd, idle = "", rotatedAt]) => ({
    createdAt: Number(createdAt),
    absoluteEnd: Number(absoluteEnd),
    idle: decodeIdle(idle),
    user,
    dataVersion: Number(dataVersion),
    rotatedAt: Number(rotatedAt),
  }));
}

/** Where a session went, if that is what a script answers. */
export function movedIn(answer: unknown): MovedSession | undefined {
  if (!Array.isArray(answer) || answer[0] !== ELSEWHERE) return undefined;
  const [, handle, sealedId] = answer as [string, string, string];
  return { movedTo: { handle, sealedId } };
}

/** The times of a session that began when a script says. */
export function timesFrom(
  answer: unknown,
  { absoluteSeconds }: Lifetime,
): Pick<RowHead, "createdAt" | "absoluteEnd"> {
  const createdAt = Number(answer);
  return { createdAt, absoluteEnd: createdAt + absoluteSeconds * 1000 };
}

function moved(answer: unknown, headOf: (fields: readonly string[]) => RowHead): MoveResult {
  if (answer === REFUSED.gone || answer === REFUSED.exists) return null;
  const fields = answer as [string, string, ...string[]];
  if (fields[0] === "bound") return boundTo(fields[1]);
  return movedIn(answer) ?? headOf(fields);
}

/** A user as found in a row. One that this library would spell in another way it did not write: such a row has no index to enter it in. */
function boundTo(found: string): MoveResult {
  const user = decodeUser(found);
  return encodeURIComponent(user) === found ? { boundTo: user } : null;
}
