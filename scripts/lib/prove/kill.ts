import { answersReady } from "../answers-ready.ts";
import { CommandError } from "../command-error.ts";
import { demoPaths } from "../demo/paths.ts";
import { isRunning } from "../demo/process-record.ts";
import { startTimeoutMs } from "../demo/readiness.ts";
import { replaceReplica } from "../demo/start-again.ts";
import { readState, type DemoState, type NativeState } from "../demo/state.ts";
import { poll } from "../poll.ts";
import { Load, type Aftermath } from "./load.ts";
import type { Report } from "./report.ts";
import type { Target } from "./target.ts";

type Replica = NativeState["replicas"][number];

/** What `--kill` did and saw. */
export interface Kill extends Omit<Aftermath, "failures"> {
  readonly replica: string;
  readonly pid: number;
  readonly failed: number;
  /** Requests that were answered while the replica was away. */
  readonly requestsMeanwhile: number;
  /** From its end until it was ready again. */
  readonly awayMs: number;
  /** Who started it again: this command, or the `scripts/demo` that watches over it. */
  readonly startedAgainBy: "prove" | "demo";
}

/** The demo whose replica can be killed; a CommandError when there is none, that says what to do. */
export function requireKillable({ demo, url }: Target): NativeState {
  if (demo === null) {
    throw new CommandError(
      `--kill ends a replica of the demo that runs here, and none runs at ${url}: ./scripts/demo starts one`,
    );
  }
  if (demo.mode === "docker") throw new CommandError(howToKillContainers(demo));
  if (demo.replicas.length < 2) throw new CommandError("--kill needs a demo with two replicas or more");
  return demo;
}

function howToKillContainers({ compose, replicas }: Extract<DemoState, { mode: "docker" }>): string {
  const { name } = replicas[1] ?? replicas[0] ?? { name: "CONTAINER" };
  return [
    "--kill ends processes, and these replicas are containers. While one is away the others serve; by hand:",
    `  docker kill ${name}     and reload the page, or run ./scripts/prove --replicas ${replicas.length - 1}`,
    `  docker start ${name}    and then: ${compose.join(" ")} kill -s HUP nginx`,
  ].join("\n");
}

/**
 * Kills a replica, with SIGKILL and no warning, while visitors are at work, and has it started again. What is lost stands in
 * the report. `tell` hears what is done, as it is done.
 */
export async function killReplica(
  demo: NativeState,
  report: Report,
  tell: (message: string) => void,
): Promise<Kill | null> {
  const load = await Load.start(demo.url, 4);
  report.check("kill: four visitors sign in", "yes", load === undefined ? "no" : "yes", 0);
  const replica = demo.replicas[1];
  if (load === undefined || replica === undefined) return null;
  await load.untilMore(100);

  const killedAt = performance.now();
  const requestsBefore = load.requests;
  tell(`killing ${replica.name} (pid ${replica.pid}) after ${requestsBefore} requests`);
  if (isRunning(replica)) process.kill(replica.pid, "SIGKILL");
  const gone = await poll(() => !isRunning(replica), 10_000);
  const goneMs = performance.now() - killedAt;
  report.check(`kill: ${replica.name} (pid ${replica.pid})`, "gone", gone ? "gone" : "still runs", goneMs);
  await load.untilMore(100);

  const requestsMeanwhile = load.requests - requestsBefore;
  const startedAgainBy = demo.runner !== null && isRunning(demo.runner) ? "demo" : "prove";
  tell(
    `${requestsMeanwhile} requests later: ${startedAgainBy === "demo" ? "waiting for" : "starting"} ${replica.name}`,
  );
  const isBack = await (startedAgainBy === "demo" ? untilBack(replica) : startAgain(replica));
  const awayMs = performance.now() - killedAt;
  report.check(`kill: ${replica.name} is started again`, "ready", isBack ? "ready" : "not ready", awayMs);
  await load.untilMore(100);
  const { failures, ...aftermath } = await load.stop(replica.url);
  const kill = { replica: replica.name, pid: replica.pid, ...aftermath, failed: total(failures) };
  reportLosses(kill, failures, report);
  return { ...kill, requestsMeanwhile, awayMs: Math.round(awayMs), startedAgainBy };
}

async function startAgain({ name }: Replica): Promise<boolean> {
  const paths = demoPaths();
  const state = readState(paths.state);
  if (state?.mode !== "native") return false;
  await replaceReplica(name, state, paths);
  return true;
}

/** Whether the `scripts/demo` that watches over the replica has another process for it, which is ready, in time. */
async function untilBack(before: Replica): Promise<boolean> {
  const { state } = demoPaths();
  return poll(async () => {
    const demo = readState(state);
    if (demo?.mode !== "native") return false;
    const now = demo.replicas.find(({ name }) => name === before.name);
    return now !== undefined && now.pid !== before.pid && (await answersReady(now.url));
  }, startTimeoutMs);
}

function reportLosses(
  seen: Omit<Aftermath, "failures">,
  failures: ReadonlyMap<string, number>,
  report: Report,
): void {
  const kinds = [...failures].map(([summary, count]) => `${count} of "${summary}"`);
  const failed = kinds.length === 0 ? "0" : kinds.join(", ");
  const { durationMs } = seen;
  report.check(`kill: failed, of ${seen.requests} requests`, "0", failed, durationMs);
  report.check(`kill: sessions lost, of ${seen.sessions}`, "0", String(seen.sessionsLost), durationMs);
  report.check(`kill: visits lost, of ${seen.visitsAnswered}`, "0", String(seen.visitsLost), durationMs);
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
