import type { SessionDataSettings } from "../settings/data-settings.ts";
import { nameOfKey } from "../values/entry-name.ts";
import type { Row } from "./row.ts";
import { textsOf, valuesIn, valuesOf } from "../values/session-values.ts";
import type { ValueCodec } from "../values/value-codec.ts";

/**
 * The entries of a row of an older data version as this release would have written them. Flashes, and values whose text cannot be
 * parsed, stay as they are.
 *
 * @throws what a migration throws, and SessionValueError when one returns no data
 */
export async function migrateEntries(
  { head, entries }: Row,
  { dataVersion, migrations }: SessionDataSettings,
  codec: ValueCodec,
): Promise<Map<string, string>> {
  const before = valuesOf(entries, codec);
  let values = before;
  for (let version = head.dataVersion + 1; version <= dataVersion; version += 1) {
    const migrate = migrations.get(version);
    if (!migrate) continue;
    values = valuesIn(await migrate(Object.fromEntries(values)), `The migration to data version ${version}`);
  }
  return replaceValues(entries, before.keys(), textsOf(values, codec));
}

/** Entries in their order, with other texts for those of some keys; texts that have no place yet come last. */
function replaceValues(
  entries: ReadonlyMap<string, string>,
  replaced: Iterable<string>,
  texts: ReadonlyMap<string, string>,
): Map<string, string> {
  const next = new Map(entries);
  for (const key of replaced) if (!texts.has(nameOfKey(key))) next.delete(nameOfKey(key));
  for (const [name, text] of texts) next.set(name, text);
  return next;
}
