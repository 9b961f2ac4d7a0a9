import { spawn, type ChildProcess } from "node:child_process";
import { on, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isRunning } from "../../scripts/lib/demo/process-record.ts";
import { readState, type NativeState, type ProcessRecord } from "../../scripts/lib/demo/state.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

type Command = "demo" | "prove" | "rolling-restart";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Demos in a folder of their own, so that they do not meet one that somebody runs in this checkout. */
export class DemoRunner {
  readonly folder: string;
  readonly #stateFile: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#stateFile = join(folder, "state.json");
  }

  static async create(): Promise<DemoRunner> {
    return new DemoRunner(await mkdtemp(join(tmpdir(), "hertz-demo-")));
  }

  /** Runs a command of `scripts/` to its end. */
  async run(command: Command, ...args: string[]): Promise<Outcome> {
    return collect(this.start(command, ...args));
  }

  /** Runs one that must succeed; rejects with what it says when it does not. */
  async mustRun(command: Command, ...args: string[]): Promise<void> {
    const { code, stderr } = await this.run(command, ...args);
    if (code !== 0) throw new Error(`scripts/${command} ${args.join(" ")} exits with ${code}: ${stderr}`);
  }

  /** Starts one of them; the caller waits for what it does. */
  start(command: Command, ...args: string[]): ChildProcess {
    const env = { ...process.env, HERTZ_DEMO_DIR: this.folder };
    return spawn(join(root, "scripts", command), args, { env, stdio: ["ignore", "pipe", "pipe"] });
  }

  /** The demo that runs now, as its state file has it. */
  state(): NativeState {
    const state = readState(this.#stateFile);
    if (state?.mode !== "native") throw new Error(`no native demo in ${this.folder}`);
    return state;
  }

  hasState(): boolean {
    return readState(this.#stateFile) !== null;
  }

  /** Ends what still runs, and forgets all about it. */
  async dispose(): Promise<void> {
    await this.run("demo", "--stop");
    await rm(this.folder, { recursive: true });
  }
}

/** Waits until the process has ended and all its output has come. */
export async function collect(child: ChildProcess): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

/** Waits until the process has printed this text, or has ended without. */
export async function printed(child: ChildProcess, text: string): Promise<void> {
  if (child.stdout === null) return;
  for await (const chunks of on(child.stdout, "data", { close: ["close"] })) {
    if (String(chunks).includes(text)) return;
  }
}

/** The names of the recorded processes that still run. */
export function running(state: NativeState): string[] {
  const parts: [string, ProcessRecord | null][] = [
    ["nginx", state.nginx],
    ["redis", state.redis],
    ...state.replicas.map((replica): [string, ProcessRecord] => [replica.name, replica]),
  ];
  return parts.flatMap(([name, record]) => (record !== null && isRunning(record) ? [name] : []));
}
