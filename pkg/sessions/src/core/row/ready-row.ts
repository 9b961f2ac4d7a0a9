import { migrateEntries } from "./migrate-entries.ts";
import { requireDataVersion } from "./row-errors.ts";
import type { Row } from "./row.ts";
import type { SessionWriter } from "../store.ts";
import { UpgradingWriter } from "../upgrading-writer.ts";
import { validateEntries } from "../values/validate-entries.ts";
import type { ValidatedData } from "../values/validate-entries.ts";
import { ValueCodec } from "../values/value-codec.ts";
import { warnOfUnreadable, warnOfUnreadableValue } from "../warnings.ts";

/** A stored session whose data is of this release's version and fits its schema. */
export interface ReadyRow {
  readonly row: Row;
  /** What its changes are written through. */
  readonly writer: SessionWriter;
  /** Its data as the schema gave it; `undefined` without a schema. */
  readonly data: ValidatedData | undefined;
}

/**
 * Migrates and validates a row that was read, in memory: nothing is written by it.
 *
 * @returns `null` when the data does not fit the schema, which counts as damage: one warning, and the row is left as it is
 * @throws SessionStoreError `ERR_SESSION_DATA_NEWER` when its data is of a newer version; else what a migration or the schema throws
 */
export function readyRow(
  store: SessionWriter,
  handle: string,
  row: Row,
): ReadyRow | Promise<ReadyRow | null> {
  const { dataVersion, schema } = store.settings;
  if (!schema && row.head.dataVersion === dataVersion) return { row, writer: store, data: undefined };
  return makeReady(store, handle, row);
}

async function makeReady(store: SessionWriter, handle: string, row: Row): Promise<ReadyRow | null> {
  const { settings } = store;
  const codec = new ValueCodec(settings.serializer, () => warnOfUnreadableValue(store, handle));
  const migrate = (outdated: Row): Promise<Map<string, string>> => migrateEntries(outdated, settings, codec);
  let [ready, writer] = [row, store];
  if (row.head.dataVersion < settings.dataVersion) {
    const entries = await migrate(row);
    writer = new UpgradingWriter(store, row, entries, migrate);
    ready = { head: { ...row.head, dataVersion: settings.dataVersion }, entries };
  } else {
    requireDataVersion(row.head, settings, "read");
  }
  const data = settings.schema && (await validateEntries(ready.entries, settings.schema, codec));
  if (data && "damage" in data) {
    warnOfUnreadable(store, handle, data.damage);
    return null;
  }
  return { row: ready, writer, data };
}
