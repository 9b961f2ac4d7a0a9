import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import type { Entries } from "../values/entries.ts";
import { nameOfKey } from "../values/entry-name.ts";
import { SessionGoneError, SessionStateError, SessionValueError } from "../errors.ts";
import { conflictError } from "./row-errors.ts";
import type { IdleTimeout } from "./row.ts";
import { unlessMoved } from "../rotation/session-moved.ts";
import type { SessionWriter } from "../store.ts";

/** What a call of `session.update()` asks for. */
export interface EntryUpdate {
  readonly entries: Entries;
  readonly key: string;
  readonly change: (value: unknown) => unknown;
}

/** An update of a session that a store holds. */
export interface StoredEntryUpdate extends EntryUpdate {
  readonly store: SessionWriter;
  readonly handle: string;
  /** The idle timeout to store with it; `undefined` keeps the row's. */
  readonly idle: IdleTimeout | undefined;
}

/**
 * Changes one entry by compare-and-set until nobody else was faster, or the deadline is over.
 *
 * Updates of one entry queue within a process, and each hands the text it stored to the next, which therefore need not
 * ask the store first: only other processes can be in the way.
 *
 * @returns the new value
 */
export function updateEntry(update: StoredEntryUpdate): Promise<unknown> {
  return sessionEvents.update.hasSubscribers ? observeUpdate(update) : tryUpdate(update);
}

function observeUpdate(update: StoredEntryUpdate): Promise<unknown> {
  const { store, handle } = update;
  let tries = 0;
  const change = (value: unknown): unknown => {
    tries += 1;
    return update.change(value);
  };
  return observe(() => tryUpdate({ ...update, change }), {
    channel: sessionEvents.update,
    about: () => ({ store: store.kind, handle, tries }),
    outcomeOf: () => "done",
  });
}

async function tryUpdate(update: StoredEntryUpdate): Promise<unknown> {
  const { store, handle, entries, key } = update;
  if (entries.isChanged(key)) {
    const message = `Cannot update "${key}": this request has changed it without saving; call save() first`;
    throw new SessionStateError("ERR_SESSION_UNSAVED_CHANGE", message);
  }
  entries.beginUpdate(key);
  let value: unknown;
  const giveUpAt = performance.now() + store.settings.deadlineMs;
  const text = await store.updates.run(`${handle} ${key}`, async (before) => {
    let expected = before ? before.result : entries.storedText(key);
    for (;;) {
      if (performance.now() >= giveUpAt) throw conflictError(store.settings.deadlineMs);
      const outcome = await tryOnce(update, expected);
      if ("stored" in outcome) {
        value = outcome.value;
        return outcome.stored;
      }
      reportConflict(update);
      expected = outcome.found;
    }
  });
  entries.storedElsewhere(key, text, value);
  return value;
}

function reportConflict({ store, handle }: StoredEntryUpdate): void {
  const { conflict } = sessionEvents;
  if (conflict.hasSubscribers) conflict.publish({ store: store.kind, handle });
}

/**
 * Changes one entry of a session that nothing is stored for, so that nobody else can hold it, and takes that back when
 * `save` fails.
 *
 * @returns the new value
 */
export async function updateUnstored(
  { entries, key, change }: EntryUpdate,
  save: () => Promise<void>,
): Promise<unknown> {
  const before = entries.get(key);
  const value = change(before);
  refusePromise(value, key);
  entries.put(key, value);
  try {
    await save();
    return value;
  } catch (error) {
    if (entries.get(key) === value) entries.put(key, before);
    throw error;
  }
}

type Outcome =
  { readonly stored: string | undefined; readonly value: unknown } | { readonly found: string | undefined };

async function tryOnce(
  { store, handle, idle, entries, key, change }: StoredEntryUpdate,
  expected: string | undefined,
): Promise<Outcome> {
  const name = nameOfKey(key);
  const value = change(await entries.readText(key, expected));
  refusePromise(value, key);
  const text = value === undefined ? undefined : entries.textOf(key, value);
  const delta = {
    clear: false,
    set: text === undefined ? [] : ([[name, text]] as const),
    remove: text === undefined ? [name] : [],
    idle,
  };
  const result = unlessMoved(await store.merge(handle, delta, { name, text: expected }));
  if (result === "gone") throw new SessionGoneError();
  return result === "merged" ? { stored: text, value } : result;
}

function refusePromise(value: unknown, key: string): void {
  if (typeof value !== "object" || value === null || !("then" in value)) return;
  const message = `Cannot update "${key}": the function returned a promise; it may run more than once, so it should only compute`;
  throw new SessionValueError("ERR_SESSION_VALUE", message);
}
