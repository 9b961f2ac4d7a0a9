import type { RedisNode } from "./topology/redis-node.ts";
import { isWriteRefusal, redisCodeOf } from "./commands/redis-error.ts";

/** Milliseconds for which reads do not try to renew after Redis refused to. */
const REFUSAL_REMEMBERED_MS = 3000;

/** What `fetchRow()` gives for a key that holds something else than a text. */
export const WRONG_TYPE = "wrong type";

/** A row's text as it was read. */
export interface FetchedRow {
  readonly text: string;
  /** Whether it was renewed when it was read. */
  readonly renewed: boolean;
  /** The milliseconds since 1970 of its server's clock then. */
  readonly now: number;
}

/** Reads a row, and lets it live so many milliseconds from now; 0 leaves its lifetime. `null` when there is none. */
export async function fetchRow(
  node: RedisNode,
  key: string,
  renewMs: number,
): Promise<FetchedRow | null | typeof WRONG_TYPE> {
  const { clock, commands } = node;
  const clockKnown = clock.known();
  let renewed = renewMs > 0 && performance.now() >= node.renewalRefusedUntil;
  try {
    let text = renewed ? await fetchAndRenew(node, key, renewMs) : await commands.get(key);
    if (text === REFUSED_TO_RENEW) [text, renewed] = [await commands.get(key), false];
    if (clockKnown) await clockKnown; // it travels with the first read of a connection, so this waits for nothing
    return text === null ? null : { text, renewed, now: clock.now() };
  } catch (error) {
    if (redisCodeOf(error) === "WRONGTYPE") return WRONG_TYPE;
    throw error;
  }
}

const REFUSED_TO_RENEW = Symbol("Redis refused to renew");

/** A Redis that refuses to write can still be read: the session then just is not renewed. */
async function fetchAndRenew(
  node: RedisNode,
  key: string,
  renewMs: number,
): Promise<string | null | typeof REFUSED_TO_RENEW> {
  try {
    return await node.commands.getAndExpire(key, renewMs);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    node.renewalRefusedUntil = performance.now() + REFUSAL_REMEMBERED_MS;
    return REFUSED_TO_RENEW;
  }
}
