import { SessionMovedError } from "../rotation/session-moved.ts";
import type { SessionWriter } from "../store.ts";
import { successorAt } from "./successor-at.ts";

/**
 * Looks whether a session whose entry cannot be confirmed was rotated right after its row was written: then the rotation has taken the row
 * along, and the entry. Nothing is written.
 *
 * @throws SessionMovedError when it was
 */
export async function requireUnmoved(store: SessionWriter, handle: string): Promise<void> {
  const successor = await successorAt(store, handle);
  if (successor) throw new SessionMovedError(successor);
}
