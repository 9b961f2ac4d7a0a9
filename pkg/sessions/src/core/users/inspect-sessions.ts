import type { SessionWriter } from "../store.ts";
import { endCondemned } from "./end-condemned.ts";
import { quietly } from "./quietly.ts";
import type { IndexEntry, InspectedRow } from "./user-index.ts";
import { userIndexOf } from "./user-index-of.ts";

/** An entry of an index, and the row of it if there is one that names the user. */
export interface InspectedSession {
  readonly entry: IndexEntry;
  readonly row: InspectedRow | null;
}

/** Looks at the row of each entry of a user's index, oldest first. */
export async function inspectSessions(
  store: SessionWriter,
  user: string,
): Promise<readonly InspectedSession[]> {
  const index = userIndexOf(store);
  const entries = await index.entries(user);
  const rows = new Map<string, InspectedRow>();
  const inspect = async ({ handle }: IndexEntry): Promise<void> => {
    const row = await index.inspect(handle);
    if (row?.head.user === user) rows.set(handle, row);
  };
  // A session that moves meanwhile is missed at neither place if its old one is looked at first. Found at both, it is at its new one.
  await Promise.all(entries.filter(({ movesFrom }) => movesFrom === "").map(inspect));
  await Promise.all(entries.filter(({ movesFrom }) => movesFrom !== "").map(inspect));
  for (const { handle, movesFrom } of entries) if (rows.has(handle)) rows.delete(movesFrom);
  return entries.map((entry) => ({ entry, row: rows.get(entry.handle) ?? null }));
}

/** Takes out what an index holds in vain: entries whose sessions expired or were destroyed, and what a revoke left that did not end. */
export async function tidyIndex(
  store: SessionWriter,
  user: string,
  sessions: readonly InspectedSession[],
): Promise<void> {
  const condemned = sessions.map(({ entry }) => entry).filter(({ isCondemned }) => isCondemned);
  const vain = sessions
    .filter(({ entry, row }) => !row && !entry.isPending && !entry.isCondemned)
    .map(({ entry }) => entry);
  if (condemned.length > 0) await endCondemned(store, user, condemned);
  if (vain.length > 0) await quietly(userIndexOf(store).leave(user, vain));
}

/** Looks through a user's index and takes out what it holds in vain. */
export async function sweepIndex(store: SessionWriter, user: string): Promise<void> {
  await tidyIndex(store, user, await inspectSessions(store, user));
}
