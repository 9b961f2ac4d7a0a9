import { unlessMoved } from "../session-moved.ts";
import type { SessionWriter } from "../store.ts";

/** A row that stands nowhere: what is to be done to it is not done, and the answer says what stands there instead. */
const NO_ROW = {
  head: { createdAt: 0, absoluteEnd: 0, idle: { seconds: 1, fromMaxAge: false }, user: "", dataVersion: -1 },
  entries: new Map<string, string>(),
};

/**
 * Looks whether a session whose entry cannot be confirmed was rotated right after its row was written: then the rotation has taken the row
 * along, and the entry. Nothing is written.
 *
 * @throws SessionMovedError when it was
 */
export async function requireUnmoved(store: SessionWriter, handle: string): Promise<void> {
  unlessMoved(await store.upgrade(handle, NO_ROW, { clear: false, set: [], remove: [], idle: undefined }));
}
