import { Entries } from "../values/entries.ts";
import { isSessionError } from "../errors.ts";
import { readyRow } from "../row/ready-row.ts";
import type { ReadyRow } from "../row/ready-row.ts";
import type { Row } from "../row/row.ts";
import type { SessionWriter } from "../store.ts";
import { warnOfUnreadableValue } from "../warnings.ts";

/** The entries of a session to show to its user. The session is alive whether or not this release can make sense of its data. */
export async function shownEntries(store: SessionWriter, handle: string, row: Row): Promise<Entries> {
  const ready = await tryReadyRow(store, handle, row);
  const warn = (): void => warnOfUnreadableValue(store, handle);
  const entries = ready?.row.entries ?? new Map<string, string>();
  return new Entries(store.settings.serializer, entries, warn, ready?.data);
}

async function tryReadyRow(store: SessionWriter, handle: string, row: Row): Promise<ReadyRow | null> {
  try {
    return await readyRow(store, handle, row);
  } catch (error) {
    if (isSessionError(error, "ERR_SESSION_DATA_NEWER")) return null;
    throw error;
  }
}
