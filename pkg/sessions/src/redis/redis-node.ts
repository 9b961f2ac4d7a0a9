import { RedisClock } from "./redis-clock.ts";
import type { RedisCommands } from "./redis-commands.ts";
import { Silence } from "./silence.ts";

/** One Redis server as the store sees it: what it can be asked, and its own clock. */
export class RedisNode {
  readonly commands: RedisCommands;
  readonly clock: RedisClock;
  readonly silence: Silence;
  /** Until when reads do not try to renew, by `performance.now()`: this server has just refused to. */
  renewalRefusedUntil = 0;

  constructor(commands: RedisCommands) {
    this.commands = commands;
    this.clock = new RedisClock(commands);
    this.silence = new Silence(commands);
  }
}
