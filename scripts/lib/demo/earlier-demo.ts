import { answersReady } from "../answers-ready.ts";
import { CommandError } from "../command-error.ts";
import { endDemo } from "./end-demo.ts";
import { demoUrl, type DemoOptions } from "./options.ts";
import type { DemoPaths } from "./paths.ts";
import { isRunning } from "./process-record.ts";
import { say } from "./say.ts";
import { readState, type DemoState } from "./state.ts";

const stopHint = "end it with ./scripts/demo --stop";

/**
 * Looks whether a demo was started here before. True when it runs and is what these options ask for; false when the way
 * is free, if need be after ending what a crash left behind. Throws a CommandError when it is in the way.
 */
export async function isAlreadyRunning(options: DemoOptions, paths: DemoPaths): Promise<boolean> {
  const state = readState(paths.state);
  if (state === null) return false;
  const runner = state.runner && isRunning(state.runner) ? state.runner : null;
  if (state.status === "starting" && runner) {
    throw new CommandError(`a demo is being started by process ${runner.pid}: wait for it, or ${stopHint}`);
  }
  // one that watches over its replicas may be about to start one of them again
  if (runner === null && !isWhole(state)) {
    say("stopping", "what an earlier demo left behind");
    await endDemo(state, paths);
    return false;
  }
  if (!(await answersReady(state.url))) {
    throw new CommandError(`a demo runs at ${state.url} and is not ready: ${stopHint}`);
  }
  requireSameOptions(state, options);
  say("found", `a demo already running at ${state.url} with ${state.replicas.length} replicas; ${stopHint}`);
  return true;
}

/** Whether it got ready, and all its processes still run. Containers are Docker's to keep running. */
function isWhole(state: DemoState): boolean {
  if (state.status !== "ready") return false;
  if (state.mode === "docker") return true;
  const parts = [state.nginx, state.redis, ...state.replicas];
  return parts.every((part) => part !== null && isRunning(part));
}

function requireSameOptions(state: DemoState, options: DemoOptions): void {
  const { replicas } = options;
  const url = demoUrl(options);
  if (state.url === url && state.replicas.length === replicas) return;
  throw new CommandError(
    `a demo with ${state.replicas.length} replicas already runs at ${state.url}, ` +
      `and this asks for ${replicas} at ${url}: ${stopHint} first`,
  );
}
