import { composeDown } from "./compose.ts";
import type { DemoPaths } from "./paths.ts";
import { endProcess, type Farewell } from "./process-record.ts";
import { removeState, type DemoState, type NativeState } from "./state.ts";

/** A replica drains for up to 20 seconds, and its threads for 5. */
export const replicaFarewell: Farewell = { signal: "SIGTERM", graceMs: 30_000 };

/** Ends all that the state names, waits until it is gone, and removes the state. Users and sessions are kept. */
export async function endDemo(state: DemoState, paths: DemoPaths): Promise<void> {
  await (state.mode === "native" ? endProcesses(state) : composeDown(state));
  removeState(paths.state);
}

/** In the order in which the requests come: nobody is asked for something by one that runs when it has gone. */
async function endProcesses({ nginx, replicas, redis }: NativeState): Promise<void> {
  // SIGQUIT lets running requests finish
  if (nginx) await endProcess(nginx, { signal: "SIGQUIT", graceMs: 5000 });
  await Promise.all(replicas.map((replica) => endProcess(replica, replicaFarewell)));
  if (redis) await endProcess(redis, { signal: "SIGTERM", graceMs: 10_000 });
}
