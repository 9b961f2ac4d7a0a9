import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Thrown when the port of a server was taken between its choice and its use. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
}

/**
 * Starts redis-server with these arguments and resolves when it prints `readyText`. It ends with this process, whatever happens.
 *
 * @throws Error when there is no redis-server on this machine, or when it ends by itself: tests need it, so they do not skip.
 */
export async function startRedisProcess(args: readonly string[], readyText: string): Promise<ChildProcess> {
  const child = spawn("redis-server", args, { stdio: ["ignore", "pipe", "pipe"] });
  const killWithTest = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", killWithTest);
  child.once("exit", () => process.removeListener("exit", killWithTest));
  await untilPrinted(child, readyText);
  return child;
}

/** Ends a process and resolves when it is gone. */
export async function endProcess(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

async function untilPrinted(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(text)) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (error) => {
      reject(
        new Error("Cannot start redis-server, which the tests need: install Redis 6.2 or newer", {
          cause: error,
        }),
      );
    });
    child.once("exit", () => {
      const portTaken = output.includes("Address already in use");
      reject(
        portTaken
          ? new PortTakenError("redis-server found its port taken")
          : new Error(`redis-server ended before it was ready:\n${output}`),
      );
    });
  });
  // Nobody reads the rest, and a full pipe would stop the server.
  child.stdout?.removeAllListeners("data").resume();
  child.stderr?.removeAllListeners("data").resume();
}
