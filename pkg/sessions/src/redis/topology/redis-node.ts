import { RedisClock } from "../commands/redis-clock.ts";
import type { RedisCommands } from "../commands/redis-commands.ts";
import { ReplicatedCommands } from "../commands/replicated-commands.ts";
import type { Replication } from "../commands/replicated-commands.ts";
import { Silence } from "../commands/silence.ts";

/** One Redis server as the store sees it: what it can be asked, and its own clock. */
export class RedisNode {
  readonly commands: RedisCommands;
  readonly clock: RedisClock;
  readonly silence: Silence;
  /** Until when reads do not try to renew, by `performance.now()`: this server has just refused to. */
  renewalRefusedUntil = 0;
  /** The same server over connections that wait for replicas, by how many. */
  readonly #replicated = new Map<number, RedisNode>();

  constructor(commands: RedisCommands) {
    this.commands = commands;
    this.clock = new RedisClock(commands);
    this.silence = new Silence(commands);
  }

  /** The same server, where a write ends once replicas have it; `undefined` when it has no connection of its own. */
  replicated(replication: Replication): RedisNode | undefined {
    const known = this.#replicated.get(replication.replicas);
    if (known) return known;
    const connection = this.commands.apart?.();
    const node = connection && new RedisNode(new ReplicatedCommands(connection, replication));
    if (node) this.#replicated.set(replication.replicas, node);
    return node;
  }
}
