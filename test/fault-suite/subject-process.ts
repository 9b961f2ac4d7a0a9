import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { endProcess } from "../support/server-process.ts";
import type { SubjectOrder, SubjectReport } from "./subjects/order.ts";

export type SubjectName = "hertz-sessions" | "express-session";

const sourcesConfig = fileURLToPath(new URL("../support/tsconfig.sources.json", import.meta.url));

/** One replica of an application, which is started again whenever it ends by itself, as a supervisor does. */
export class SubjectProcess {
  readonly #name: SubjectName;
  readonly #order: SubjectOrder;
  #child: ChildProcess | undefined;
  #port = 0;
  #isStopping = false;
  /** How often it has ended by itself. */
  exits = 0;

  private constructor(name: SubjectName, order: SubjectOrder) {
    this.#name = name;
    this.#order = order;
  }

  /** Resolves when it listens. */
  static async start(name: SubjectName, order: SubjectOrder): Promise<SubjectProcess> {
    const subject = new SubjectProcess(name, order);
    await subject.#spawn();
    return subject;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many rejections nobody has handled since it was started last. */
  async unhandledRejections(): Promise<number> {
    const child = this.#child;
    if (!child?.connected) return 0;
    const answer = once(child, "message") as Promise<[SubjectReport]>;
    child.send("report");
    const [{ unhandledRejections = 0 }] = await answer;
    return unhandledRejections;
  }

  /** Ends it, and starts it again on its port once it has ended. */
  async restart(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#isStopping = true;
    await endProcess(child, signal);
    this.#isStopping = false;
    await this.#spawn();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#child) await endProcess(this.#child, "SIGKILL");
  }

  async #spawn(): Promise<void> {
    const program = fileURLToPath(new URL(`subjects/${this.#name}.ts`, import.meta.url));
    const child = fork(program, [JSON.stringify(this.#order)], {
      execArgv: ["--import", "tsx"],
      env: { PATH: process.env["PATH"], TSX_TSCONFIG_PATH: sourcesConfig },
      silent: true,
    });
    this.#child = child;
    child.stdout?.resume();
    let complaint = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString()}`.slice(-4000);
    });
    const ended = once(child, "exit");
    const [report] = (await Promise.race([once(child, "message"), ended])) as [SubjectReport | number | null];
    if (report === null || typeof report === "number") {
      throw new Error(`A process of ${this.#name} ended before it listened:\n${complaint}`);
    }
    this.#port = report.port ?? 0;
    child.once("exit", () => {
      if (this.#isStopping) return;
      this.exits += 1;
      void this.#spawn();
    });
  }
}
