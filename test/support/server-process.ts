import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";

import { freePort } from "./free-port.ts";

/** Thrown when the port of a server was taken between its choice and its use. */
class PortTakenError extends Error {
  override readonly name = "PortTakenError";
}

export type EndSignal = "SIGTERM" | "SIGKILL" | "SIGQUIT";

/** A program that a test starts, and how to tell that it is ready. */
export interface ServerProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** What it prints when it is ready. */
  readonly readyText: string;
  /** What to do on a machine without it, for the message of the error. */
  readonly install: string;
  /** What ends it, and all that it has started, when this process ends. Default: SIGKILL. */
  readonly endSignal?: EndSignal;
  readonly options?: Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid">;
}

/**
 * Starts a program and resolves when it is ready. It ends with this process, whatever happens.
 *
 * @throws Error when it is not on this machine, or ends by itself: tests need it, so they do not skip.
 */
export async function startServerProcess(program: ServerProgram): Promise<ChildProcess> {
  const { command, args, endSignal = "SIGKILL", options = {} } = program;
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const endWithTest = (): void => {
    child.kill(endSignal);
  };
  process.once("exit", endWithTest);
  child.once("exit", () => process.removeListener("exit", endWithTest));
  await untilReady(child, program);
  return child;
}

/** Calls `start` with a free port, and again with another one while it finds its port taken by another process. */
export async function startOnFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === 5) throw error;
    }
  }
}

/** Ends a process and resolves when it is gone. */
export async function endProcess(child: ChildProcess, signal: EndSignal): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

async function untilReady(
  child: ChildProcess,
  { command, readyText, install }: ServerProgram,
): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(readyText)) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (cause) => {
      reject(new Error(`Cannot start ${command}, which the tests need: ${install}`, { cause }));
    });
    child.once("exit", () => {
      const portTaken = output.includes("Address already in use");
      reject(
        portTaken
          ? new PortTakenError(`${command} found its port taken`)
          : new Error(`${command} ended before it was ready:\n${output}`),
      );
    });
  });
  // Nobody reads the rest, and a full pipe would stop the server.
  child.stdout?.removeAllListeners("data").resume();
  child.stderr?.removeAllListeners("data").resume();
}
