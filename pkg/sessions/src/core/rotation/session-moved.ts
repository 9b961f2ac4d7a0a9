import { SessionGoneError } from "../errors.ts";
import type { MovedSession } from "../store.ts";
import type { Successor } from "./successor.ts";

/**
 * Nothing was done, since the session was rotated and has another id now. Whoever holds the id before goes on under the new one; an
 * application never sees this, unless the session is moved again and again, and then it says what is true: nothing was written.
 */
export class SessionMovedError extends SessionGoneError {
  readonly successor: Successor;

  constructor(successor: Successor) {
    super();
    this.successor = successor;
  }
}

/** What an operation of a store answered. @throws SessionMovedError when that is where the session went */
export function unlessMoved<Result>(result: Result): Exclude<Result, MovedSession> {
  if (typeof result === "object" && result !== null && "movedTo" in result) {
    throw new SessionMovedError(result.movedTo as Successor);
  }
  return result as Exclude<Result, MovedSession>;
}

/** How many rotations an id may lie behind. Each costs those who come with it a command. */
export const MOST_HOPS = 16;
