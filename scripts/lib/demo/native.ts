import { answersReady } from "../answers-ready.ts";
import { buildApp } from "./build.ts";
import type { Child } from "./child.ts";
import { endDemo } from "./end-demo.ts";
import { aborted } from "./interrupt.ts";
import { demoUrl, type DemoOptions } from "./options.ts";
import { makeSecret, startNginx, startRedis, startReplica } from "./parts.ts";
import type { DemoPaths } from "./paths.ts";
import { freePorts, requirePort } from "./ports.ts";
import { recordProcess } from "./process-record.ts";
import { requirePrograms } from "./programs.ts";
import { answersPing, startTimeoutMs, waitUntilReady, type Wait } from "./readiness.ts";
import { say, sayWhereToLook } from "./say.ts";
import { claimState, writeState, type NativeState } from "./state.ts";

/**
 * Runs the demo as processes of this machine until `interrupt` is aborted, or leaves it running with `detach`. Ends
 * all that it started when it fails, and when one of the processes dies.
 */
export async function runNative(
  options: DemoOptions,
  paths: DemoPaths,
  interrupt: AbortSignal,
): Promise<void> {
  await requirePort(options.port);
  say(`found ${requirePrograms()}`);
  say("building the app (npm run build)");
  await buildApp(paths, interrupt);
  const demo = new NativeDemo(options, paths);
  try {
    await demo.start(interrupt);
    sayWhereToLook(demo.state, options, paths);
    if (options.detach) {
      demo.release();
      return;
    }
    await demo.runUntil(interrupt);
  } catch (error) {
    await endDemo(demo.state, paths);
    throw error;
  }
  say("stopping");
  await endDemo(demo.state, paths);
}

/** The processes of one demo. `state`, and with it the state file, always names all that was started. */
class NativeDemo {
  readonly #options: DemoOptions;
  readonly #paths: DemoPaths;
  readonly #children: Child[] = [];
  readonly #deadline = Date.now() + startTimeoutMs;
  #state: NativeState;

  constructor(options: DemoOptions, paths: DemoPaths) {
    this.#options = options;
    this.#paths = paths;
    this.#state = {
      mode: "native",
      url: demoUrl(options),
      status: "starting",
      runner: recordProcess(process.pid) ?? null,
      replicas: [],
      redis: null,
      nginx: null,
    };
    claimState(paths.state, this.#state);
  }

  get state(): NativeState {
    return this.#state;
  }

  async start(signal: AbortSignal): Promise<void> {
    const [redisPort = 0, ...replicaPorts] = await freePorts(1 + this.#options.replicas);
    await this.#startRedis(redisPort, signal);
    await this.#startReplicas(replicaPorts, `redis://127.0.0.1:${redisPort}`, signal);
    await this.#startNginx(replicaPorts, signal);
    this.#update({ status: "ready" });
  }

  async #startRedis(port: number, signal: AbortSignal): Promise<void> {
    say(`starting redis on port ${port}`);
    const child = await startRedis(this.#paths, port);
    this.#add(child, { redis: { ...child.record, url: `redis://127.0.0.1:${port}` } });
    await waitUntilReady("redis", () => answersPing(port), this.#wait(signal));
  }

  async #startReplicas(ports: readonly number[], redisUrl: string, signal: AbortSignal): Promise<void> {
    makeSecret(this.#paths);
    say(`starting ${ports.length} replicas on ports ${ports.join(", ")}`);
    for (const [index, port] of ports.entries()) {
      const name = `replica-${index + 1}`;
      const child = await startReplica(this.#paths, { name, port, redisUrl, publicUrl: this.#state.url });
      const replica = { ...child.record, name, url: `http://127.0.0.1:${port}` };
      this.#add(child, { replicas: [...this.#state.replicas, replica] });
    }
    for (const { name, url } of this.#state.replicas) {
      await waitUntilReady(name, () => answersReady(url), this.#wait(signal));
    }
  }

  async #startNginx(replicaPorts: readonly number[], signal: AbortSignal): Promise<void> {
    say(`starting nginx on port ${this.#options.port}`);
    const child = await startNginx(this.#paths, this.#options, replicaPorts);
    this.#add(child, { nginx: child.record });
    await waitUntilReady("nginx", () => answersReady(this.#state.url), this.#wait(signal));
  }

  #wait(signal: AbortSignal): Wait {
    return { watched: this.#children, deadline: this.#deadline, signal };
  }

  /** Resolves when `interrupt` is aborted; rejects when a process dies before. */
  async runUntil(interrupt: AbortSignal): Promise<void> {
    await Promise.race([aborted(interrupt), ...this.#children.map((child) => child.death)]);
  }

  /** Lets this process end and the demo go on. */
  release(): void {
    this.#update({ runner: null });
    for (const child of this.#children) child.release();
  }

  #add(child: Child, change: Partial<NativeState>): void {
    this.#children.push(child);
    this.#update(change);
  }

  #update(change: Partial<NativeState>): void {
    this.#state = { ...this.#state, ...change };
    writeState(this.#paths.state, this.#state);
  }
}
