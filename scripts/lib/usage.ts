import { readFileSync } from "node:fs";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { CommandError } from "./command-error.ts";

/** The commands that have a `usage.txt`. The shell prints the same file for `--help`, before anything is installed. */
export type CommandName = "demo" | "prove" | "rolling-restart";

/** An error that shows what is wrong and then the command's usage, and exits with 2. */
export function usageError(command: CommandName, message: string, cause?: unknown): CommandError {
  const usage = readFileSync(new URL(`./${command}/usage.txt`, import.meta.url), "utf8").trimEnd();
  return new CommandError(`${message}\n\n${usage}`, { exitCode: 2, cause });
}

/** `parseArgs` whose complaints are usage errors. */
export function parseCommandLine<Config extends ParseArgsConfig>(
  command: CommandName,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw usageError(command, message, error);
  }
}

/** The whole number that an option holds; a usage error when it is no number or outside the range. */
export function numberOption(
  command: CommandName,
  name: string,
  value: string,
  range: { min: number; max: number },
): number {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= range.min && number <= range.max) return number;
  throw usageError(
    command,
    `--${name} must be a whole number from ${range.min} to ${range.max}, not "${value}"`,
  );
}
