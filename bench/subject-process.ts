import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Usage } from "./subjects/announce.ts";
import type { SubjectEntry } from "./subjects.ts";

/** How a subject is started. */
export interface SubjectOptions {
  /** The Node.js that runs it. */
  readonly node: string;
  /** A command that pins it to a core. */
  readonly prefix: readonly string[];
  readonly redisUrl: string;
  readonly bytes: number;
  readonly stalls?: boolean;
}

/** A server under measurement: a process of its own, which ends with this one. */
export interface RunningSubject {
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Starts a subject and resolves when it listens. @throws Error when it ends before */
export async function startSubject(entry: SubjectEntry, options: SubjectOptions): Promise<RunningSubject> {
  const script = fileURLToPath(new URL(`dist/${entry.script}.js`, import.meta.url));
  const command = [...options.prefix, options.node, script, entry.variant ?? ""];
  const child = spawn(command[0] ?? options.node, command.slice(1), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      BENCH_REDIS_URL: options.redisUrl,
      BENCH_BYTES: String(options.bytes),
      BENCH_STALLS: options.stalls === true ? "1" : "0",
    },
  });
  const { port } = (await nextMessage(child, entry.id)) as { port: number };
  return {
    port,
    usage() {
      child.send("usage");
      return nextMessage(child, entry.id) as Promise<Usage>;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}

function nextMessage(child: ChildProcess, id: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`The subject ${id} ended before it answered`));
    child.once("exit", fail);
    child.once("message", (message) => {
      child.off("exit", fail);
      resolve(message);
    });
  });
}
