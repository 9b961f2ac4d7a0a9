import { setTimeout as sleep } from "node:timers/promises";
import { NotReplicatedError } from "../commands/replicated-commands.ts";
import type { Replication } from "../commands/replicated-commands.ts";
import type { RedisNode } from "./redis-node.ts";
import type { RedisTopology } from "./redis-topology.ts";

/** Milliseconds between looks at the client's table, while it knows of no connection to a primary. */
const LOOK_AGAIN_MS = 20;

/** The same servers, over connections on which each write waits for replicas. */
export class ReplicatedTopology implements RedisTopology {
  readonly isSharded: boolean;
  readonly #topology: RedisTopology;
  readonly #replication: Replication;

  constructor(topology: RedisTopology, replication: Replication) {
    this.isSharded = topology.isSharded;
    this.#topology = topology;
    this.#replication = replication;
  }

  isDown(key: string): boolean {
    return this.#topology.isDown(key);
  }

  silenceOf(key: string): Promise<void> | undefined {
    return this.#topology.silenceOf(key);
  }

  now(key: string): number {
    return this.#topology.now(key);
  }

  async ask<Answer>(key: string, dueAt: number, call: (node: RedisNode) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answer = await this.#topology.ask(key, dueAt, async (node) => {
        const replicated = node.replicated(this.#replication);
        return replicated ? { of: await call(replicated) } : this.#findPrimary(node);
      });
      if (answer) return answer.of;
      if (performance.now() + LOOK_AGAIN_MS > dueAt) {
        throw new NotReplicatedError(0, this.#replication.replicas);
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** The client leads the way just now, and no connection is known. Asking for the time brings its table up to date. */
  async #findPrimary(node: RedisNode): Promise<undefined> {
    await node.commands.time();
    return undefined;
  }
}
