import type { RedisNode } from "./topology/redis-node.ts";
import { isWriteRefusal, redisCodeOf } from "./commands/redis-error.ts";

/** Milliseconds for which reads do not try to renew after Redis refused to. */
const REFUSAL_REMEMBERED_MS = 3000;

/** What `fetchRow()` gives for a key that holds something else than a text. */
export const WRONG_TYPE = "wrong type";

/** A row's text, and whether it was renewed when it was read; the text is `null` when there is none. */
export interface FetchedRow {
  readonly text: string | null;
  readonly renewed: boolean;
}

/** Reads a row, and lets it live so many milliseconds from now; 0 leaves its lifetime. */
export async function fetchRow(
  node: RedisNode,
  key: string,
  renewMs: number,
): Promise<FetchedRow | typeof WRONG_TYPE> {
  try {
    if (renewMs === 0 || performance.now() < node.renewalRefusedUntil) {
      return { text: await node.commands.get(key), renewed: false };
    }
    return await fetchAndRenew(node, key, renewMs);
  } catch (error) {
    if (redisCodeOf(error) === "WRONGTYPE") return WRONG_TYPE;
    throw error;
  }
}

/** A Redis that refuses to write can still be read: the session then just is not renewed. */
async function fetchAndRenew(node: RedisNode, key: string, renewMs: number): Promise<FetchedRow> {
  try {
    return { text: await node.commands.getAndExpire(key, renewMs), renewed: true };
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    node.renewalRefusedUntil = performance.now() + REFUSAL_REMEMBERED_MS;
    return { text: await node.commands.get(key), renewed: false };
  }
}
