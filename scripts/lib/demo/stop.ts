import { poll } from "../poll.ts";
import { endDemo } from "./end-demo.ts";
import type { DemoPaths } from "./paths.ts";
import { isRunning } from "./process-record.ts";
import { say, sayStopped } from "./say.ts";
import { readState, type ProcessRecord } from "./state.ts";

/** Ends the demo that state.json speaks of, also one that has crashed or whose `scripts/demo` still waits. */
export async function stopDemo(paths: DemoPaths): Promise<void> {
  const state = readState(paths.state);
  if (state === null) {
    say("found", "nothing that is running");
    return;
  }
  say("stopping", `the demo at ${state.url}`);
  if (state.runner) await endRunner(state.runner);
  // a runner that ended in order has left nothing; what it was just starting stands in the newest state
  const left = readState(paths.state);
  if (left !== null) await endDemo(left, paths);
  sayStopped();
}

/** The `scripts/demo` that still waits ends what it started, and then itself. */
async function endRunner(runner: ProcessRecord): Promise<void> {
  if (!isRunning(runner)) return;
  process.kill(runner.pid, "SIGTERM");
  const ended = await poll(() => !isRunning(runner), 60_000);
  if (!ended) process.kill(runner.pid, "SIGKILL");
}
