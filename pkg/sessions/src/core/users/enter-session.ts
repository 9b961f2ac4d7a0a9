import { sessionEvents } from "../diagnostics/session-events.ts";
import { SessionLimitError, SessionStoreError } from "../errors.ts";
import type { SessionSettings } from "../settings/settings.ts";
import type { SessionWriter } from "../store.ts";
import { endCondemned } from "./end-condemned.ts";
import { sweepIndex } from "./inspect-sessions.ts";
import { quietly } from "./quietly.ts";
import type { IndexEntry, NewIndexEntry } from "./user-index.ts";
import { userIndexOf } from "./user-index-of.ts";

/** A session that is about to name its user. */
export interface Entrance extends Pick<NewIndexEntry, "handle" | "movesFrom" | "lastsMs" | "mark"> {
  readonly user: string;
}

/** An entry that was made: its row must be written in time. */
export interface Entered {
  /** @throws SessionStoreError when it is too late to begin to write: the entry would count as left behind before the row stood */
  requireTime(): void;
}

/**
 * Milliseconds for which the row of a new entry may still come.
 *
 * The index is asked within one deadline, the row is begun to be written within two of that (`requireTime()`), and refused by the store
 * itself after a third. The fourth is for clocks that differ between the servers of a cluster.
 */
export function pendingMs({ deadlineMs }: SessionSettings): number {
  return 4 * deadlineMs;
}

/**
 * Enters a session in its user's index, as pending, and ends the sessions that were evicted for it.
 *
 * @returns `null` when the session must not be bound: it was revoked, or the mark is not the user's any more
 * @throws SessionLimitError when the user has too many
 */
export async function enterSession(store: SessionWriter, entrance: Entrance): Promise<Entered | null> {
  const index = userIndexOf(store);
  const { maxSessionsPerUser: most, whenFull } = store.settings;
  const waitMs = pendingMs(store.settings);
  const { user, ...entry } = entrance;
  const newEntry = { ...entry, lastsMs: entry.lastsMs + waitMs, pendingMs: waitMs };
  let startedAt = performance.now();
  let result = await index.enter(user, newEntry, { most, evicts: false });
  if (result === "full") {
    // Sessions that expired unused must not cost a living one its place.
    await sweepIndex(store, user);
    startedAt = performance.now();
    result = await index.enter(user, newEntry, { most, evicts: whenFull === "evict" });
  }
  if (result === "full") throw new SessionLimitError(most);
  if (result === "condemned") return null;
  await endEvicted(store, user, result.evicted);
  if (result.isLong) await quietly(sweepIndex(store, user));
  return { requireTime: () => requireTime(store.settings, startedAt) };
}

async function endEvicted(store: SessionWriter, user: string, evicted: readonly IndexEntry[]): Promise<void> {
  const ended = await endCondemned(store, user, evicted);
  const { evict } = sessionEvents;
  if (ended > 0 && evict.hasSubscribers) evict.publish({ store: store.kind, ended });
}

function requireTime({ deadlineMs }: SessionSettings, startedAt: number): void {
  if (performance.now() - startedAt <= 2 * deadlineMs) return;
  const message = `The user's index did not let the session in within ${2 * deadlineMs} ms`;
  throw new SessionStoreError("ERR_SESSION_STORE_DEADLINE", "index", message);
}
