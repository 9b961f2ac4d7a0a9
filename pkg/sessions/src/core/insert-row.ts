import { SessionStoreError } from "./errors.ts";
import type { RowHead } from "./row.ts";
import type { Lifetime, SessionWriter } from "./store.ts";

/** Stores a new session under an id that nobody else can have. @throws SessionStoreError also if there is one all the same */
export async function insertRow(
  store: SessionWriter,
  handle: string,
  entries: ReadonlyMap<string, string>,
  lifetime: Lifetime,
): Promise<RowHead> {
  const head = await store.insert(handle, entries, lifetime);
  if (head) return head;
  const message = "The session store holds another session under this new id";
  throw new SessionStoreError("ERR_SESSION_STORE_FAILED", "insert", message);
}
