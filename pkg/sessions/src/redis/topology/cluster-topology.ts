import { setTimeout as wait } from "node:timers/promises";
import { hashSlotOf } from "./hash-slot.ts";
import { redisCodeOf } from "../commands/redis-error.ts";
import { RedisNode } from "./redis-node.ts";
import type { RedisTopology } from "./redis-topology.ts";
import { ScriptCommands } from "../commands/script-commands.ts";
import type { Evaluator } from "../commands/script-commands.ts";

/** What is asked of a client of Redis Cluster. What it evaluates follows redirections, which bring its table up to date. */
export interface ClusterClient extends Evaluator {
  /** Whether no node can be reached at all. */
  readonly isDown: boolean;
  /** The connection to the primary of a slot, by the client's own table; `undefined` when it has none at the moment. */
  primaryOf(slot: number): RedisNode | undefined;
  /** Lets the client ask the cluster again who has which slots: a primary does not answer. Called for each request while it does not. */
  lookAround?(): void;
}

/** Milliseconds between two tries at a slot that is being moved: 1, 2, 4 ... up to these. */
const LONGEST_PAUSE_MS = 32;

/**
 * Redis Cluster: each primary has some of the slots, and a clock of its own.
 *
 * A command goes over the connection to the primary that the client's table names, and not through the client as a whole. The client
 * would follow a redirection by itself and send the same command to another server, whose clock its deadline was not reckoned by, maybe
 * long after the caller was told that it failed. ioredis would even send again what a broken connection left unanswered, so that an
 * increment could count twice. And a client may be set to read from replicas, which lag behind a logout.
 *
 * When that primary answers `MOVED` or `ASK` (a resharding, a failover), it has carried out nothing. Then, and when there is no connection
 * to it, the client leads the way: it runs a script that asks for the clock, and the command as a script after it, which ends up on the
 * same server. That costs a round trip more, until the client's table is right again.
 *
 * `TRYAGAIN` says that the slot is just being moved, and the keys of a script are not all on one side: a new key never is before the slot has
 * arrived. Nothing was carried out then either, so the call is made again while there is time.
 */
export class ClusterTopology implements RedisTopology {
  readonly isSharded = true;
  readonly #client: ClusterClient;

  constructor(client: ClusterClient) {
    this.#client = client;
  }

  isDown(key: string): boolean {
    return this.#client.isDown || (this.#primaryOf(key)?.commands.isDown ?? false);
  }

  silenceOf(key: string): Promise<void> | undefined {
    const silence = this.#primaryOf(key)?.silence.end();
    if (silence) this.#client.lookAround?.(); // a replica may have taken its place
    return silence;
  }

  now(key: string): number {
    return this.#primaryOf(key)?.clock.now() ?? performance.timeOrigin + performance.now();
  }

  async ask<Answer>(key: string, dueAt: number, call: (node: RedisNode) => Promise<Answer>): Promise<Answer> {
    for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        return await this.#askOnce(key, dueAt, call);
      } catch (error) {
        // A call that waits here at its deadline would be taken for one that the server leaves unanswered.
        if (redisCodeOf(error) !== "TRYAGAIN" || performance.now() + 2 * pauseMs > dueAt) throw error;
      }
      await wait(pauseMs);
    }
  }

  async #askOnce<Answer>(
    key: string,
    dueAt: number,
    call: (node: RedisNode) => Promise<Answer>,
  ): Promise<Answer> {
    const primary = this.#primaryOf(key);
    if (primary) {
      try {
        return await call(primary);
      } catch (error) {
        if (!isRedirection(error) || performance.now() > dueAt) throw error;
      }
    }
    return call(new RedisNode(new ScriptCommands(this.#client, key)));
  }

  #primaryOf(key: string): RedisNode | undefined {
    return this.#client.primaryOf(hashSlotOf(key));
  }
}

function isRedirection(error: unknown): boolean {
  const code = redisCodeOf(error);
  return code === "MOVED" || code === "ASK";
}
