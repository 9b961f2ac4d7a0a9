import type { Redis } from "ioredis";

/** What a Redis server has done since its start. */
export interface RedisCounters {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cpuMicros: number;
  readonly memory: number;
}

/** Asks a Redis server what it has done. */
export async function readCounters(client: Redis): Promise<RedisCounters> {
  return parseCounters(await client.info("everything"));
}

/** What `INFO everything` says. */
function parseCounters(info: string): RedisCounters {
  const value = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)?.[1]);
  return {
    bytesIn: value("total_net_input_bytes"),
    bytesOut: value("total_net_output_bytes"),
    cpuMicros: (value("used_cpu_user") + value("used_cpu_sys")) * 1e6,
    memory: value("used_memory"),
  };
}

/** The commands that clients send while this runs; what a script calls is the script's, and not counted. */
export async function countCommands(client: Redis, work: () => Promise<void>): Promise<number> {
  const monitor = await client.monitor();
  let commands = 0;
  const last = "hertz-sessions-bench: end of the count";
  const ended = new Promise<void>((resolve) => {
    monitor.on("monitor", (_time: string, args: string[], source: string) => {
      if (args[1] === last) resolve();
      else if (source !== "lua") commands += 1;
    });
  });
  await work();
  await client.echo(last);
  await ended;
  monitor.disconnect();
  return commands;
}
