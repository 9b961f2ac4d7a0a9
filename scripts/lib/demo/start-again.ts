import { answersReady } from "../answers-ready.ts";
import { CommandError } from "../command-error.ts";
import type { Child } from "./child.ts";
import { startReplica } from "./parts.ts";
import type { DemoPaths } from "./paths.ts";
import { startTimeoutMs, waitUntilReady } from "./readiness.ts";
import { writeState, type NativeState } from "./state.ts";

/** Starts a replica that has ended anew, at its address. Gives the process, and the state that names it. */
export async function startReplicaAgain(
  name: string,
  state: NativeState,
  paths: DemoPaths,
): Promise<{ child: Child; state: NativeState }> {
  const replica = state.replicas.find((other) => other.name === name);
  if (!replica || state.redis === null) throw new CommandError("the demo has no Redis: start it anew");
  const { url } = replica;
  const child = await startReplica(paths, {
    name,
    port: Number(new URL(url).port),
    redisUrl: state.redis.url,
    publicUrl: state.url,
    keepLog: true,
  });
  const replicas = state.replicas.map((other) =>
    other.name === name ? { ...child.record, name, url } : other,
  );
  return { child, state: { ...state, replicas } };
}

/** Does so in a demo that nobody watches over, and resolves with its new state when the replica is ready. */
export async function replaceReplica(
  name: string,
  before: NativeState,
  paths: DemoPaths,
): Promise<NativeState> {
  const { child, state } = await startReplicaAgain(name, before, paths);
  writeState(paths.state, state);
  const { url } = state.replicas.find((replica) => replica.name === name) ?? state;
  await waitUntilReady(name, () => answersReady(url), {
    watched: [child],
    deadline: Date.now() + startTimeoutMs,
    signal: new AbortController().signal,
  });
  child.release();
  return state;
}
