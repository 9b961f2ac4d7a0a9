import type { AddressInfo } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** What a subject tells the harness when asked. */
export interface Usage {
  /** User and system time of the process so far, all its threads. */
  readonly cpuMicros: number;
  /** The longest time since the last answer in which the event loop did not turn; 0 unless the harness asked for it at the start. */
  readonly stallMs: number;
}

interface Listening {
  address(): string | AddressInfo | null;
}

/** Tells the harness where this server listens, answers what it has used, and ends this process with the harness. */
export function announce(server: Listening): void {
  // It wakes up each millisecond: only where stalls are what is measured.
  const delays = process.env["BENCH_STALLS"] === "1" ? monitorEventLoopDelay({ resolution: 1 }) : undefined;
  delays?.enable();
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = { cpuMicros: user + system, stallMs: delays ? delays.max / 1e6 : 0 };
    delays?.reset();
    process.send?.(usage);
  });
  process.on("disconnect", () => process.exit(0));
  const address = server.address();
  process.send?.({ port: typeof address === "object" ? address?.port : undefined });
}
