import { changeRow } from "../core/row/change-row.ts";
import { encodeRow } from "../core/row/row.ts";
import type { Row } from "../core/row/row.ts";
import type { SessionSettings } from "../core/settings/settings.ts";
import type { Delta } from "../core/store.ts";
import type { RunnableScript } from "./commands/script.ts";
import { REFUSED, mergeScript, replaceScript } from "./scripts/scripts.ts";

/** Characters of a row up to which it is cheaper to send it twice than to let Redis take it apart. */
const LARGEST = 2048;

/** A row as it should still stand, and as a change leaves it then. */
export interface ForeseenRow {
  readonly before: string;
  readonly after: string;
  readonly idleMs: number;
  readonly absoluteEnd: number;
}

/**
 * What a change makes of a row if nobody else has written it since it was seen, or `undefined` when it is not to be foreseen: the row is
 * large, or refused as it is.
 */
export function foreseeRow(
  known: Row,
  delta: Delta,
  { dataVersion, maxLength }: SessionSettings,
): ForeseenRow | undefined {
  if (known.head.dataVersion !== dataVersion) return undefined;
  const before = encodeRow(known);
  if (before.length > LARGEST) return undefined;
  const row = changeRow(known, delta);
  const after = encodeRow(row);
  if (after.length > LARGEST || exceeds(after, maxLength)) return undefined;
  const { idle, absoluteEnd } = row.head;
  return { before, after, idleMs: idle.seconds * 1000, absoluteEnd };
}

/** Whether a text is longer than so many bytes, where 0 is no limit. */
function exceeds(text: string, bytes: number): boolean {
  if (bytes === 0 || text.length * 3 <= bytes) return false; // a unit of UTF-16 takes three bytes of UTF-8 at most
  return Buffer.byteLength(text) > bytes;
}

/**
 * A merge that puts the foreseen row there, and merges only when somebody else was faster: in one command, or then in two.
 *
 * @param operands - what `mergeScript` is given behind the deadline
 */
export function foreseenMerge(
  { before, after, idleMs, absoluteEnd }: ForeseenRow,
  operands: () => readonly (string | number)[],
): RunnableScript {
  return {
    async run(commands, keys, [deadline = 0]) {
      const answer = await replaceScript.run(commands, keys, [deadline, before, after, idleMs, absoluteEnd]);
      if (Number(answer) !== REFUSED.changed) return answer;
      return mergeScript.run(commands, keys, [deadline, ...operands()]);
    },
  };
}
