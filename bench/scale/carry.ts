import { markdownTable } from "../table.ts";

/** What one session and one request cost, as measured. */
export interface Constants {
  /** Redis memory of a session. */
  readonly bytesPerSession: number;
  /** Redis's CPU for a request that reads. */
  readonly redisMicros: number;
  /** What Redis receives and sends for it. */
  readonly networkBytes: number;
  /** The server's CPU for it, the framework included. */
  readonly cpuMicros: number;
}

/** So much of a core, of memory and of a network is used, and no more: the rest is for the worst minute. */
const share = 0.5;
const shardBytes = 16 * 2 ** 30;

/** Carries constants to so many sessions and requests per second, on shards of 16 GiB and cores that are half used. */
export function carry(constants: Constants, sessions: number, requestsPerSecond: number): string[] {
  const memory = constants.bytesPerSession * sessions;
  const forMemory = memory / (shardBytes * share);
  const forCpu = (requestsPerSecond * constants.redisMicros) / 1e6 / share;
  const shards = Math.ceil(Math.max(forMemory, forCpu, 1));
  const gigabits = (requestsPerSecond * constants.networkBytes * 8) / 1e9;
  return [
    sessions.toLocaleString("en"),
    requestsPerSecond.toLocaleString("en"),
    (memory / 2 ** 30).toFixed(1),
    String(shards),
    (gigabits / shards).toFixed(2),
    String(Math.ceil((requestsPerSecond * constants.cpuMicros) / 1e6 / share)),
  ];
}

const steps = [
  [1e5, 1e3],
  [1e6, 1e4],
  [1e7, 1e5],
  [1e8, 1e6],
] as const;

/** The table that carries what was measured to a large cluster. Nothing in it but the constants was measured. */
export function carryTable(constants: Constants): string {
  const head = ["sessions", "requests/s", "memory GiB", "shards", "Gbit/s each shard", "server cores"];
  return markdownTable([head, ...steps.map(([sessions, rate]) => carry(constants, sessions, rate))]);
}
