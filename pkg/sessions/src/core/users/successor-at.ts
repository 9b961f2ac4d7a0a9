import type { SessionWriter } from "../store.ts";
import type { Successor } from "../rotation/successor.ts";

/** A row that stands nowhere: what is to be done to it is not done, and the answer says what stands there instead. */
const NO_ROW = {
  head: { createdAt: 0, absoluteEnd: 0, idle: { seconds: 1, fromMaxAge: false }, user: "", dataVersion: -1 },
  entries: new Map<string, string>(),
};

/** Where the session with this handle went if it was rotated lately. Nothing is written. */
export async function successorAt(store: SessionWriter, handle: string): Promise<Successor | undefined> {
  const change = { clear: false, set: [], remove: [], idle: undefined };
  const found = await store.upgrade(handle, NO_ROW, change);
  return typeof found === "object" && "movedTo" in found ? found.movedTo : undefined;
}
