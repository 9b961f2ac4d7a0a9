import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { logLines, type LogLine } from "./log-lines.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
// Resolves hertz-sessions to its sources, as the tests themselves do, so that no build has to be there.
const sourcesConfig = fileURLToPath(new URL("tsconfig.sources.json", import.meta.url));

/** main.ts, or another program that writes such a log, as a process of its own. */
export interface AppProcess {
  readonly pid: number;
  /**
   * The line of its log that has this message for the first time, or for the nth; it may still have to be
   * written.
   */
  readonly line: (message: string, nth?: number) => Promise<LogLine>;
  /** What it wrote to standard error so far. */
  readonly errors: () => string;
  readonly isRunning: () => boolean;
  /** Its exit code, when it has ended; null when a signal ended it. */
  readonly exitCode: Promise<number | null>;
  /** Sends a signal and resolves with the exit code. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts it with this environment and no other, but for what finds and runs Node.js. */
export function startAppProcess(
  env: Readonly<Record<string, string>>,
  program = "main.ts",
  args: readonly string[] = [],
): AppProcess {
  const child = spawn(process.execPath, ["--import", "tsx", program, ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], TSX_TSCONFIG_PATH: sourcesConfig, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killWithTest = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", killWithTest);
  const log = logLines();
  createInterface({ input: child.stdout }).on("line", (line) => {
    log.destination.write(line);
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exitCode = once(child, "close").then(([code]): number | null => {
    process.removeListener("exit", killWithTest);
    return typeof code === "number" ? code : null;
  });
  return {
    pid: child.pid ?? -1,
    line: log.line,
    errors: () => errors,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    exitCode,
    end: (signal = "SIGTERM") => {
      child.kill(signal);
      return exitCode;
    },
  };
}
