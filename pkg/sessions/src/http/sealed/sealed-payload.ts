import { ID_LENGTH, isId } from "../../core/ids.ts";
import { NEWER_FORMAT, decodeRow, encodeRow } from "../../core/row/row.ts";
import type { Row } from "../../core/row/row.ts";

/** A session as its cookies hold it. */
export interface SealedSession {
  readonly id: string;
  /** When it was sealed, in milliseconds since 1970 of the server that did. Its idle timeout runs from then. */
  readonly sealedAt: number;
  readonly row: Row;
}

/** The two lines of a payload's own. No entry of a session has such a name: theirs begin with a quote or a tilde. */
const ID_NAME = "#id";
const SEALED_NAME = "#sealed";
const TIME = /^\d{13,15}$/;

/** Bytes of a payload besides those of its row. A time has 13 digits until the year 2286. */
export const PAYLOAD_OVERHEAD = `\n${ID_NAME}\t\n${SEALED_NAME}\t`.length + ID_LENGTH + 13;

/**
 * How far ahead of this server's clock another's may have been when it sealed, in milliseconds. A session from further in the
 * future would outlive its timeouts by as much, so it counts as none.
 */
const MAX_AHEAD_MS = 60_000;

/** The text that cookies seal: a row as every store has it, with the id and the time of sealing as two lines before its entries. */
export function encodePayload({ id, sealedAt, row: { head, entries } }: SealedSession): string {
  const lines = new Map([[ID_NAME, id], [SEALED_NAME, String(sealedAt)], ...entries]);
  return encodeRow({ head, entries: lines });
}

/** Reads what `encodePayload` wrote; `undefined` for anything else. */
export function decodePayload(text: string): SealedSession | typeof NEWER_FORMAT | undefined {
  const row = decodeRow(text);
  if (row === NEWER_FORMAT) return row;
  if ("damage" in row) return undefined;
  const id = row.entries.get(ID_NAME) ?? "";
  const sealedAt = row.entries.get(SEALED_NAME) ?? "";
  if (!isId(id) || !TIME.test(sealedAt)) return undefined;
  row.entries.delete(ID_NAME);
  row.entries.delete(SEALED_NAME);
  return { id, sealedAt: Number(sealedAt), row };
}

/** Whether a sealed session still counts: neither timeout is over, and it is not of the future. */
export function isAlive(
  { sealedAt, row: { head } }: Pick<SealedSession, "sealedAt" | "row">,
  now: number,
): boolean {
  return (
    sealedAt <= now + MAX_AHEAD_MS && now < sealedAt + head.idle.seconds * 1000 && now < head.absoluteEnd
  );
}
