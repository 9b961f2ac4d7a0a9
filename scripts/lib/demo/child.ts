import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { CommandError } from "../command-error.ts";
import { recordProcess } from "./process-record.ts";
import { exitOf } from "./run-program.ts";
import type { ProcessRecord } from "./state.ts";

export interface ChildOptions {
  /** How messages call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Takes all its output; the one of an earlier start is replaced, unless `keepLog`. */
  readonly logFile: string;
  readonly keepLog?: boolean;
}

/** A process has ended that was to stay. The message shows the end of its log. */
export class ChildDeath extends CommandError {
  /** "SIGKILL", or "exit code 1". */
  readonly how: string;

  constructor(name: string, how: string, logFile: string) {
    super(`${name} has ended unasked (${how}). ${tail(logFile)}`);
    this.how = how;
  }
}

/** A process that was started and that may outlive this one. */
export interface Child {
  readonly name: string;
  readonly record: ProcessRecord;
  /** Rejects when it ends, with a ChildDeath, or could not be started; never resolves. */
  readonly death: Promise<never>;
  /** Lets this process end before it. */
  release(): void;
}

/**
 * Starts a process in a session of its own: Ctrl-C in the terminal does not reach it, so that it can be ended in
 * order, and closing the terminal does not end it.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  if (!options.keepLog) rmSync(options.logFile, { force: true });
  // nginx opens its output a second time: both must append
  const log = openSync(options.logFile, "a");
  const { command, args, env, cwd } = options;
  const child = spawn(command, args, { env, cwd, detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const death = deathOf(child, options);
  // whoever waits for it hears of it; when nobody does, it has been asked to end
  death.catch(() => undefined);
  const record = child.pid === undefined ? undefined : recordProcess(child.pid);
  if (record === undefined) return death;
  const release = (): void => {
    child.unref();
  };
  return { name: options.name, record, death, release };
}

async function deathOf(child: ChildProcess, { name, logFile }: ChildOptions): Promise<never> {
  const { code, signal } = await exitOf(child).catch((error: unknown) => {
    throw new CommandError(`${name} cannot be started: ${String(error)}`, { cause: error });
  });
  throw new ChildDeath(name, signal ?? `exit code ${code}`, logFile);
}

/** The end of a log file, for a message. */
export function tail(file: string, lines = 15): string {
  let text = "";
  try {
    text = readFileSync(file, "utf8").trimEnd();
  } catch {
    // no log is an empty log
  }
  return text === "" ? `${file} is empty` : `${file} ends:\n${text.split("\n").slice(-lines).join("\n")}`;
}
