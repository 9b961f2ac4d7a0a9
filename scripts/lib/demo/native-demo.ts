import { answersReady } from "../answers-ready.ts";
import { ChildDeath, type Child } from "./child.ts";
import { aborted } from "./interrupt.ts";
import { demoUrl, type DemoOptions } from "./options.ts";
import { makeSecret, startNginx, startRedis, startReplica } from "./parts.ts";
import type { DemoPaths } from "./paths.ts";
import { freePorts } from "./ports.ts";
import { recordProcess } from "./process-record.ts";
import { answersPing, startTimeoutMs, waitUntilReady } from "./readiness.ts";
import { say, secondsSince } from "./say.ts";
import { startReplicaAgain } from "./start-again.ts";
import { claimState, writeState, type NativeState } from "./state.ts";

/** The processes of one demo. `state`, and with it the state file, always names all that was started. */
export class NativeDemo {
  readonly #options: DemoOptions;
  readonly #paths: DemoPaths;
  readonly #children = new Map<string, Child>();
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
    say("starting", `redis on port ${port}`);
    const child = await startRedis(this.#paths, port);
    this.#add(child, { redis: { ...child.record, url: `redis://127.0.0.1:${port}` } });
    await this.#untilReady(["redis"], () => answersPing(port), signal);
  }

  async #startReplicas(ports: readonly number[], redisUrl: string, signal: AbortSignal): Promise<void> {
    makeSecret(this.#paths);
    say("starting", `${ports.length} replicas on ports ${ports.join(", ")}`);
    for (const [index, port] of ports.entries()) {
      const name = `replica-${index + 1}`;
      const child = await startReplica(this.#paths, { name, port, redisUrl, publicUrl: this.#state.url });
      const replica = { ...child.record, name, url: `http://127.0.0.1:${port}` };
      this.#add(child, { replicas: [...this.#state.replicas, replica] });
    }
    const { replicas } = this.#state;
    await this.#untilReady(
      replicas.map(({ name }) => name),
      async () => (await Promise.all(replicas.map(({ url }) => answersReady(url)))).every(Boolean),
      signal,
    );
  }

  async #startNginx(replicaPorts: readonly number[], signal: AbortSignal): Promise<void> {
    say("starting", `nginx on port ${this.#options.port}`);
    const child = await startNginx(this.#paths, this.#options, replicaPorts);
    this.#add(child, { nginx: child.record });
    await this.#untilReady(["nginx"], () => answersReady(this.#state.url), signal);
  }

  async #untilReady(
    names: readonly string[],
    isReady: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<void> {
    const begun = performance.now();
    const what = names.join(", ");
    const watched = [...this.#children.values()];
    await waitUntilReady(what, isReady, { watched, deadline: Date.now() + startTimeoutMs, signal });
    say("ready", `${what}, after ${secondsSince(begun)}`);
  }

  /**
   * Starts a replica again whenever it dies. Resolves when `interrupt` is aborted; rejects when Redis or nginx dies before,
   * or a replica that does not get ready any more.
   */
  async runUntil(interrupt: AbortSignal): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([interrupt, over.signal]);
    const replicas = this.#state.replicas.map(({ name }) => this.#keepRunning(name, signal));
    const others = ["redis", "nginx"].map((name) => this.#children.get(name)?.death ?? aborted(signal));
    try {
      await Promise.race([aborted(interrupt), ...replicas, ...others]);
    } finally {
      over.abort();
    }
  }

  async #keepRunning(name: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const death: unknown = await this.#children.get(name)?.death.catch((error: unknown) => error);
      if (signal.aborted) return;
      if (!(death instanceof ChildDeath)) throw death;
      say("lost", `${name} (${death.how}), which is started again`);
      const { child, state } = await startReplicaAgain(name, this.#state, this.#paths);
      this.#add(child, state);
      const { url } = state.replicas.find((replica) => replica.name === name) ?? state;
      await this.#untilReady([name], () => answersReady(url), signal);
    }
  }

  /** Lets this process end and the demo go on. */
  release(): void {
    this.#update({ runner: null });
    for (const child of this.#children.values()) child.release();
  }

  #add(child: Child, change: Partial<NativeState>): void {
    this.#children.set(child.name, child);
    this.#update(change);
  }

  #update(change: Partial<NativeState>): void {
    this.#state = { ...this.#state, ...change };
    writeState(this.#paths.state, this.#state);
  }
}
