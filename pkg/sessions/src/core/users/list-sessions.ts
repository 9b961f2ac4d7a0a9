import type { SessionData } from "../session-data.ts";
import type { SessionWriter } from "../store.ts";
import { inspectSessions, tidyIndex } from "./inspect-sessions.ts";
import { quietly } from "./quietly.ts";
import { UserSession } from "./user-session.ts";

/** The living sessions of a user, the one bound longest ago first. What the index holds in vain is taken out on the way. */
export async function listSessions<Data extends object = SessionData>(
  store: SessionWriter,
  user: string,
): Promise<UserSession<Data>[]> {
  const sessions = await inspectSessions(store, user);
  await quietly(tidyIndex(store, user, sessions));
  return sessions.flatMap(({ entry, row }) =>
    row && !entry.isCondemned
      ? [new UserSession<Data>(entry, row, { now: store.now(entry.handle), store })]
      : [],
  );
}
