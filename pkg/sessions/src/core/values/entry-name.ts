/** Most keys: JSON puts them between quotes as they are, which the engine does faster by itself. */
const PLAIN = /^[\w.:-]{1,64}$/;

/** The key under which flashes stand when none is given, as in Hertz. */
export const DEFAULT_FLASH_KEY = "_flash";

/**
 * The name of a session's key in its row: a JSON string, so that any key stands in one line.
 *
 * A name holds no tab and begins with a quote, by which a line of a key is told from one of a flash.
 */
export function nameOfKey(key: string): string {
  return PLAIN.test(key) ? `"${key}"` : JSON.stringify(key);
}

/** The key that a name stands for, or `undefined` when it is not the name of a key. */
export function keyOfName(name: string): string | undefined {
  if (!name.startsWith('"')) return undefined;
  try {
    const key: unknown = JSON.parse(name);
    return typeof key === "string" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The key that an entry stands under: that of a value, or the one under which a flash was left. */
export function keyOfEntry(name: string): string | undefined {
  return keyOfName(name.startsWith("~") ? name.slice(1, name.lastIndexOf("~")) : name);
}

/** The name of one flash under a key: its tag makes it an entry of its own. */
export function nameOfFlash(key: string, tag: string): string {
  return `${flashPrefix(key)}${tag}`;
}

/** What the names of all flashes under a key begin with. */
export function flashPrefix(key: string): string {
  return `~${JSON.stringify(key)}~`;
}

/** The key that the name of a flash stands for. */
export function keyOfFlash(name: string): string {
  // The tag behind the last `~` of our own names holds none; a name of another making may, so the key ends where its string does.
  const end = /^~("(?:[^"\\]|\\.)*")~/.exec(name)?.[1] ?? '""';
  return JSON.parse(end) as string;
}
