import type { SessionStore, StoredRow } from "../../pkg/sessions/src/core/store.ts";

/** The row under a handle, without renewing it; `null` when there is none. */
export async function rowAt(store: SessionStore, handle: string): Promise<StoredRow | null> {
  const row = await store.read(handle, 0);
  if (row && "movedTo" in row) throw new Error("The session has another handle now");
  return row;
}
