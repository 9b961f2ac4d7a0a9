import type { SessionData } from "../session-data.ts";
import type { SessionWriter } from "../store.ts";
import { inspectSessions, tidyIndex } from "./inspect-sessions.ts";
import { quietly } from "./quietly.ts";
import { shownEntries } from "./shown-entries.ts";
import type { IndexEntry, InspectedRow } from "./user-index.ts";
import { UserSession } from "./user-session.ts";

/** The living sessions of a user, the one bound longest ago first. What the index holds in vain is taken out on the way. */
export async function listSessions<Data extends object = SessionData>(
  store: SessionWriter,
  user: string,
): Promise<UserSession<Data>[]> {
  const sessions = await inspectSessions(store, user);
  await quietly(tidyIndex(store, user, sessions));
  const shown = sessions.flatMap(({ entry, row }) =>
    row && !entry.isCondemned ? [show<Data>(store, entry, row)] : [],
  );
  return Promise.all(shown);
}

async function show<Data extends object>(
  store: SessionWriter,
  entry: IndexEntry,
  row: InspectedRow,
): Promise<UserSession<Data>> {
  const now = store.now(entry.handle);
  return new UserSession<Data>(entry, row, { now, entries: await shownEntries(store, entry.handle, row) });
}
