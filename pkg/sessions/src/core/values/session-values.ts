import { keyOfName, nameOfKey } from "./entry-name.ts";
import { SessionValueError } from "../errors.ts";
import type { ValueCodec } from "./value-codec.ts";

/** The values of a session by key, without its flashes and without those whose text cannot be parsed. */
export function valuesOf(
  entries: ReadonlyMap<string, string>,
  codec: ValueCodec,
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, text] of entries) {
    const key = keyOfName(name);
    const value = key === undefined ? undefined : codec.parse(text);
    if (key !== undefined && value !== undefined) values.set(key, value);
  }
  return values;
}

/** The values in an object that a function of the application returned. @throws SessionValueError when it is none */
export function valuesIn(data: unknown, source: string): ReadonlyMap<string, unknown> {
  if (typeof data !== "object" || data === null) {
    const found = data === null ? "null" : typeof data;
    const message = `${source} must give an object with the data of the session, found ${found}`;
    throw new SessionValueError("ERR_SESSION_VALUE", message);
  }
  const values: [string, unknown][] = Object.entries(data);
  return new Map(values.filter(([, value]) => value !== undefined));
}

/** What stands in a row for values. */
export function textsOf(values: ReadonlyMap<string, unknown>, codec: ValueCodec): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of values) texts.set(nameOfKey(key), codec.stringify(value, `"${key}"`));
  return texts;
}
