import type { RedisNode } from "./redis-node.ts";

/** What stands behind a client: one server, or the nodes of a cluster. It knows which of them holds a key. */
export interface RedisTopology {
  /** Whether keys lie on different servers, so that a script can only reach those of one slot. */
  readonly isSharded: boolean;

  /** Whether the server that holds a key is known to be out of reach, so that asking it would only wait. */
  isDown(key: string): boolean;

  /** Resolves when the server that holds a key answers again; `undefined` unless it hangs. */
  silenceOf(key: string): Promise<void> | undefined;

  /** Milliseconds since 1970 by the clock of the server that holds a key. */
  now(key: string): number;

  /**
   * Calls with the server that holds a key, and once more with another when that one answers that the key lies elsewhere, and again
   * while its keys are between two servers: then nothing was carried out.
   *
   * @param dueAt - the deadline by `performance.now()`; nobody waits for another call after it
   */
  ask<Answer>(key: string, dueAt: number, call: (node: RedisNode) => Promise<Answer>): Promise<Answer>;
}
