import { NotReplicatedError } from "./replicated-commands.ts";
import type { Replication } from "./replicated-commands.ts";
import type { RedisNode } from "./redis-node.ts";
import type { RedisTopology } from "./redis-topology.ts";

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

  ask<Answer>(key: string, dueAt: number, call: (node: RedisNode) => Promise<Answer>): Promise<Answer> {
    return this.#topology.ask(key, dueAt, async (node) => {
      const replicated = node.replicated(this.#replication);
      if (replicated) return call(replicated);
      // The client leads the way just now. Asking for the time brings its table up to date, and the next write has a connection.
      await node.commands.time();
      throw new NotReplicatedError(0, this.#replication.replicas);
    });
  }
}
