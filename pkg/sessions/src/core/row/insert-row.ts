import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import { SessionStoreError } from "../errors.ts";
import type { RowHead } from "./row.ts";
import type { Lifetime, SessionWriter } from "../store.ts";

/** Stores a new session under an id that nobody else can have. @throws SessionStoreError also if there is one all the same */
export function insertRow(
  store: SessionWriter,
  handle: string,
  entries: ReadonlyMap<string, string>,
  lifetime: Lifetime,
): Promise<RowHead> {
  const { save } = sessionEvents;
  if (!save.hasSubscribers) return tryInsert(store, handle, entries, lifetime);
  return observe(() => tryInsert(store, handle, entries, lifetime), {
    channel: save,
    about: () => ({ store: store.kind, handle, changes: entries.size }),
    outcomeOf: () => "created",
  });
}

async function tryInsert(
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
