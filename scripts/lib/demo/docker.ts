import { answersReady } from "../answers-ready.ts";
import { composeUp, replicaNames, withTls } from "./compose.ts";
import { endDemo } from "./end-demo.ts";
import { aborted } from "./interrupt.ts";
import { demoUrl, type DemoOptions } from "./options.ts";
import type { DemoPaths } from "./paths.ts";
import { requirePort } from "./ports.ts";
import { recordProcess } from "./process-record.ts";
import { startTimeoutMs, waitUntilReady } from "./readiness.ts";
import { say, sayStopped, sayWhereToLook } from "./say.ts";
import { claimState, writeState, type DockerState } from "./state.ts";

/**
 * Runs the demo in containers until `interrupt` is aborted, or leaves it running with `detach`. Removes the containers
 * when it fails; one that dies later is started again by Docker.
 */
export async function runDocker(
  docker: DockerState["compose"],
  options: DemoOptions,
  paths: DemoPaths,
  interrupt: AbortSignal,
): Promise<void> {
  await requirePort(options.port);
  const url = demoUrl(options);
  const compose = options.tls ? withTls(docker, paths, url) : docker;
  const runner = recordProcess(process.pid) ?? null;
  let state: DockerState = { mode: "docker", url, status: "starting", runner, compose, replicas: [] };
  claimState(paths.state, state);
  try {
    say("building", `and starting the containers (${compose.join(" ")} up)`);
    await composeUp(compose, options, interrupt);
    await waitUntilReady("the site", () => answersReady(url), {
      watched: [],
      deadline: Date.now() + startTimeoutMs,
      signal: interrupt,
    });
    const replicas = (await replicaNames(compose)).map((name) => ({ name }));
    state = { ...state, status: "ready", replicas, runner: options.detach ? null : runner };
    writeState(paths.state, state);
    sayWhereToLook(state, options, paths);
    if (options.detach) return;
    // the containers are no children of this process, and Node.js ends when there is nothing else to wait for
    const stayAlive = setInterval(() => undefined, 60_000);
    await aborted(interrupt);
    clearInterval(stayAlive);
  } catch (error) {
    await endDemo(state, paths);
    throw error;
  }
  say("stopping", "the containers");
  await endDemo(state, paths);
  sayStopped();
}
