import { answersReady } from "../answers-ready.ts";
import { CommandError } from "../command-error.ts";
import { replicaFarewell } from "../demo/end-demo.ts";
import { startReplica } from "../demo/parts.ts";
import type { DemoPaths } from "../demo/paths.ts";
import { endProcess } from "../demo/process-record.ts";
import { startTimeoutMs, waitUntilReady } from "../demo/readiness.ts";
import { writeState, type NativeState } from "../demo/state.ts";
import { say } from "./say.ts";

/** Restarts the replicas, one when the one before it is ready; the state file names the new processes. */
export async function restartProcesses(before: NativeState, paths: DemoPaths): Promise<void> {
  let state = before;
  for (const { name } of before.replicas) state = await restartOne(name, state, paths);
}

async function restartOne(name: string, state: NativeState, paths: DemoPaths): Promise<NativeState> {
  const replica = state.replicas.find((other) => other.name === name);
  if (!replica || state.redis === null) throw new CommandError("the demo has no Redis: start it anew");
  const { url } = replica;
  const began = performance.now();
  await endProcess(replica, replicaFarewell);
  const drained = performance.now();
  const child = await startReplica(paths, {
    name,
    port: Number(new URL(url).port),
    redisUrl: state.redis.url,
    publicUrl: state.url,
  });
  const restarted = { ...child.record, name, url };
  const after = {
    ...state,
    replicas: state.replicas.map((other) => (other.name === name ? restarted : other)),
  };
  writeState(paths.state, after);
  await waitUntilReady(name, () => answersReady(url), {
    watched: [child],
    deadline: Date.now() + startTimeoutMs,
    signal: new AbortController().signal,
  });
  child.release();
  say(
    `${name} ended in ${seconds(drained - began)}, ready again ${seconds(performance.now() - drained)} later`,
  );
  return after;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
