import { keyOfName, nameOfKey } from "./entry-name.ts";
import { textsOf, valuesIn, valuesOf } from "./session-values.ts";
import type { SchemaIssue, StandardSchema } from "../settings/standard-schema.ts";
import type { ValueCodec } from "./value-codec.ts";

/** The data of a stored session as a schema gave it. */
export interface ValidatedData {
  /** The values by key. */
  readonly values: ReadonlyMap<string, unknown>;
  /** What each of them is spelled like, by the name of its entry: what tells a change from a default or a conversion. */
  readonly texts: ReadonlyMap<string, string>;
  /** The value that the schema gives to a key, if this text stands there among these entries; `undefined` when it refuses it. */
  reread(entries: ReadonlyMap<string, string>, key: string, text: string | undefined): Promise<unknown>;
}

/**
 * The entries of a session as a schema sees them. A session without any key is not validated, as a new one is not.
 *
 * @returns the data, or in words what does not fit, without any value
 * @throws what the schema throws
 */
export async function validateEntries(
  entries: ReadonlyMap<string, string>,
  schema: StandardSchema<object>,
  codec: ValueCodec,
): Promise<ValidatedData | { readonly damage: string } | undefined> {
  if (!hasKey(entries)) return undefined;
  const result = await schema["~standard"].validate(Object.fromEntries(valuesOf(entries, codec)));
  if (result.issues) return { damage: `its data does not fit the schema${placesOf(result.issues)}` };
  const values = valuesIn(result.value, "The schema");
  return {
    values,
    texts: textsOf(values, codec),
    async reread(others, key, text) {
      const next = new Map(others);
      if (text === undefined) next.delete(nameOfKey(key));
      else next.set(nameOfKey(key), text);
      const again = await validateEntries(next, schema, codec);
      return again && "values" in again ? again.values.get(key) : undefined;
    },
  };
}

function hasKey(entries: ReadonlyMap<string, string>): boolean {
  for (const name of entries.keys()) if (keyOfName(name) !== undefined) return true;
  return false;
}

/** The keys that issues are about. What is inside of a value, and what an issue says in words, may tell of the value itself. */
function placesOf(issues: readonly SchemaIssue[]): string {
  const keys = new Set<string>();
  for (const { path: [first] = [] } of issues) {
    const key = typeof first === "object" ? first.key : first;
    if (typeof key === "string") keys.add(JSON.stringify(key));
  }
  return keys.size > 0 ? ` at ${[...keys].join(", ")}` : "";
}
