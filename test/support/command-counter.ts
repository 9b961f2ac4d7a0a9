import type { Redis } from "ioredis";

/** Which commands a Redis server ran, and how often, from INFO commandstats. */
export type CommandCounts = Readonly<Record<string, number>>;

/**
 * The commands that the server runs, for whichever client, while `during` does.
 *
 * The counting itself is left out. Only what has been answered is sure to be counted, so `during` awaits what
 * it starts.
 */
export async function countCommands(client: Redis, during: () => Promise<void>): Promise<CommandCounts> {
  await client.config("RESETSTAT");
  await during();
  const counts: Record<string, number> = {};
  for (const line of (await client.info("commandstats")).split("\r\n")) {
    const [, command, calls] = /^cmdstat_([^:]+):calls=(\d+)/.exec(line) ?? [];
    if (command !== undefined && command !== "config|resetstat") counts[command] = Number(calls);
  }
  return counts;
}
