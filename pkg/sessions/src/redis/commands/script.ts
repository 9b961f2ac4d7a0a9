import { createHash } from "node:crypto";
import type { RedisCommands } from "./redis-commands.ts";
import { redisCodeOf } from "./redis-error.ts";

/** What runs on a server, as one script or as several. */
export interface RunnableScript {
  run(
    commands: RedisCommands,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown>;
}

/** A Lua script: sent by its hash, and in full only when Redis does not hold it. */
export class Script implements RunnableScript {
  readonly source: string;
  readonly hash: string;

  constructor(source: string) {
    this.source = source;
    this.hash = createHash("sha1").update(source).digest("hex"); // the hash that EVALSHA wants
  }

  async run(
    commands: RedisCommands,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await commands.runByHash(this.hash, keys, values);
    } catch (error) {
      if (redisCodeOf(error) !== "NOSCRIPT") throw error;
      return commands.runSource(this.source, keys, values);
    }
  }
}
