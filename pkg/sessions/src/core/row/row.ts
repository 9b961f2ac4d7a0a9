/** The version of the row's form that this release writes, and the newest that it reads. */
const ROW_FORMAT = 1;

/** How long a session lives without being used. */
export interface IdleTimeout {
  readonly seconds: number;
  /** Whether the session got it from a `maxAge` of its own, so that its cookie has that `maxAge` too. */
  readonly fromMaxAge: boolean;
}

/** What a store keeps about a session besides its entries: the first line of a row. */
export interface RowHead {
  /** When the session began, in milliseconds since 1970 of the store's clock. */
  readonly createdAt: number;
  /** When it ends however much it is used, in milliseconds since 1970 of the store's clock. */
  readonly absoluteEnd: number;
  readonly idle: IdleTimeout;
  /** The user that it is bound to, or an empty text. */
  readonly user: string;
  /** The version of the application's data in it. */
  readonly dataVersion: number;
  /** When `rotate()` gave the session its present id, likewise; absent while it has the one that it began with. */
  readonly rotatedAt?: number | undefined;
}

/** A session as a store holds it: each entry is an encoded name and a serialized value. */
export interface Row {
  readonly head: RowHead;
  readonly entries: Map<string, string>;
}

/** A row that a store found but that is none: what is wrong with it, in words and without its content. */
export interface Damage {
  readonly damage: string;
}

/** A row in a form that only a newer release knows. */
export const NEWER_FORMAT = "newer format";

const HEAD =
  /^@\t1\t(\d{1,15})\t(\d{1,15})\t([1-9]\d{0,8})(m?)\t((?:[\w.!~*'()-]|%[\dA-Fa-f]{2})*)\t(\d{1,9})$/;
const TIME = /^\d{1,15}$/;
const NEWER_HEAD = /^@\t([2-9]|[1-9]\d{1,8})\t/;

/** The lines of a row as a person reads them: the head, then one line for each entry, name and value with a tab between. */
export function encodeRow({ head, entries }: Row): string {
  return joinRow(head.createdAt, head.absoluteEnd, encodeRowTail(head, entries));
}

/** A row of its two times and of what `encodeRowTail` made. */
export function joinRow(createdAt: number, absoluteEnd: number, tail: string): string {
  return `@\t${ROW_FORMAT}\t${createdAt}\t${absoluteEnd}\t${tail}`;
}

/** The line of the library's own that may stand between the first one and the entries. */
export const ROTATED_NAME = "@rotated";

/** A row from its idle timeout on: what stands behind the two times that the store's clock decides. */
export function encodeRowTail(
  { idle, user, dataVersion, rotatedAt }: Omit<RowHead, "createdAt" | "absoluteEnd">,
  entries: ReadonlyMap<string, string>,
): string {
  let text = `${encodeIdle(idle)}\t${encodeURIComponent(user)}\t${dataVersion}`;
  if (rotatedAt !== undefined) text += `\n${ROTATED_NAME}\t${rotatedAt}`;
  return text + encodeEntries(entries);
}

/** The lines of entries, each behind a newline. */
export function encodeEntries(entries: ReadonlyMap<string, string>): string {
  let text = "";
  for (const [name, value] of entries) text += `\n${name}\t${value}`;
  return text;
}

/** An idle timeout as it stands in the first line: its seconds, with an `m` behind them when they came from a `maxAge`. */
export function encodeIdle({ seconds, fromMaxAge }: IdleTimeout): string {
  return fromMaxAge ? `${seconds}m` : String(seconds);
}

/** Reads what `encodeIdle` wrote. */
export function decodeIdle(text: string): IdleTimeout {
  return { seconds: Number.parseInt(text, 10), fromMaxAge: text.endsWith("m") };
}

/** Reads what `encodeRow` wrote. Whatever else stands there is told apart, never thrown. */
export function decodeRow(text: string): Row | Damage | typeof NEWER_FORMAT {
  const headEnd = text.indexOf("\n");
  const headLine = headEnd === -1 ? text : text.slice(0, headEnd);
  const head = decodeHead(headLine);
  if (!head) {
    return NEWER_HEAD.test(headLine) ? NEWER_FORMAT : { damage: "its first line is not one of a session" };
  }
  const entries = new Map<string, string>();
  let start = headEnd;
  while (start !== -1) {
    const end = text.indexOf("\n", start + 1);
    const tab = text.indexOf("\t", start + 1);
    const stop = end === -1 ? text.length : end;
    if (tab === -1 || tab >= stop) return { damage: "a line has no name" };
    entries.set(text.slice(start + 1, tab), text.slice(tab + 1, stop));
    start = end;
  }
  const rotatedAt = entries.get(ROTATED_NAME);
  if (rotatedAt === undefined) return { head, entries };
  entries.delete(ROTATED_NAME);
  return { head: TIME.test(rotatedAt) ? { ...head, rotatedAt: Number(rotatedAt) } : head, entries };
}

function decodeHead(line: string): RowHead | undefined {
  const fields = HEAD.exec(line);
  if (!fields) return undefined;
  const [, createdAt, absoluteEnd, seconds, fromMaxAge, user, dataVersion] = fields;
  return {
    createdAt: Number(createdAt),
    absoluteEnd: Number(absoluteEnd),
    idle: { seconds: Number(seconds), fromMaxAge: fromMaxAge !== "" },
    user: decodeUser(user ?? ""),
    dataVersion: Number(dataVersion),
  };
}

/**
 * The user in a first line. Bytes that are no UTF-8, which nobody writes, stand for themselves: the script that merges cannot tell them from
 * others, and a row must be one for both or for neither.
 */
export function decodeUser(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
