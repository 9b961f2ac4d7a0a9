import { replicaFarewell } from "../demo/end-demo.ts";
import type { DemoPaths } from "../demo/paths.ts";
import { endProcess } from "../demo/process-record.ts";
import { replaceReplica } from "../demo/start-again.ts";
import type { NativeState } from "../demo/state.ts";
import { say } from "./say.ts";

/** Restarts the replicas, one when the one before it is ready; the state file names the new processes. */
export async function restartProcesses(before: NativeState, paths: DemoPaths): Promise<void> {
  let state = before;
  for (const replica of before.replicas) {
    const began = performance.now();
    await endProcess(replica, replicaFarewell);
    const drained = performance.now();
    state = await replaceReplica(replica.name, state, paths);
    const ended = seconds(drained - began);
    say(`${replica.name} ended in ${ended}, ready again ${seconds(performance.now() - drained)} later`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
