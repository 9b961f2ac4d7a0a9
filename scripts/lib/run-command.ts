import { CommandError } from "./command-error.ts";
import type { CommandName } from "./usage.ts";

/**
 * Runs a command and leaves with the exit code that it gives, or with that of the CommandError that it threw, whose
 * message goes to standard error. Any other error is a fault of the command itself and keeps its stack.
 */
export async function runCommand(name: CommandName, command: () => Promise<number>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/** Whoever reads may stop reading (`| head`): that is no reason to leave half-done what a command does. */
function ignoreClosedPipe(error: Error): void {
  if (!("code" in error && error.code === "EPIPE")) throw error;
}
