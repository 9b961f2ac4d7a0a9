import type { RedisCommands } from "../commands/redis-commands.ts";
import { RedisNode } from "./redis-node.ts";
import type { RedisTopology } from "./redis-topology.ts";

/** One server that holds all keys; with Sentinel, whichever is the primary. */
export class SingleServer implements RedisTopology {
  readonly isSharded = false;
  readonly #node: RedisNode;

  constructor(commands: RedisCommands) {
    this.#node = new RedisNode(commands);
  }

  isDown(): boolean {
    return this.#node.commands.isDown;
  }

  silenceOf(): Promise<void> | undefined {
    return this.#node.silence.end();
  }

  now(): number {
    return this.#node.clock.now();
  }

  ask<Answer>(_key: string, _dueAt: number, call: (node: RedisNode) => Promise<Answer>): Promise<Answer> {
    return call(this.#node);
  }
}
