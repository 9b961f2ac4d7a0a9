import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";

export interface RunOptions {
  readonly cwd: string;
  readonly stdio: StdioOptions;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program when it is aborted; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Runs a program to its end and gives its exit code; 127 when there is no such program, 128 when a signal ended it. */
export async function runProgram(words: readonly string[], options: RunOptions): Promise<number> {
  const [command = "", ...args] = words;
  options.signal?.throwIfAborted();
  const child = spawn(command, args, options);
  try {
    const { code } = await exitOf(child);
    options.signal?.throwIfAborted();
    return code ?? 128;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 127;
    throw error;
  }
}

/** How a program ended: its exit code, or the signal that ended it. Rejects when it could not be started. */
export function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve({ code, signal });
    });
  });
}
