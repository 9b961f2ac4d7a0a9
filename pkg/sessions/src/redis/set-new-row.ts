import { joinRow } from "../core/row/row.ts";
import type { Lifetime } from "../core/store.ts";
import type { RedisNode } from "./topology/redis-node.ts";

/** A row that is to be stored. */
interface NewRow {
  readonly key: string;
  /** What stands behind its two times. */
  readonly tail: string;
  readonly lifetime: Lifetime;
}

/**
 * Stores a row by one plain command: its times are by the server's clock as it is known here. Nothing refuses the command when it comes late.
 *
 * @returns when the session began, or `null` when there is something under the key
 */
export async function setNewRow(
  { commands, clock }: RedisNode,
  { key, tail, lifetime: { idle, absoluteSeconds } }: NewRow,
): Promise<number | null> {
  const known = clock.known();
  if (known) await known;
  const createdAt = Math.floor(clock.now());
  const row = joinRow(createdAt, createdAt + absoluteSeconds * 1000, tail);
  const lifeMs = Math.min(idle.seconds, absoluteSeconds) * 1000;
  return (await commands.setNew(key, row, lifeMs)) === null ? null : createdAt;
}
