import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../command-error.ts";
import { tail } from "./child.ts";
import { root, type DemoPaths } from "./paths.ts";
import { runProgram } from "./run-program.ts";

/** Compiles the app and the library; quick when nothing has changed. Throws a CommandError with the compiler's words. */
export async function buildApp(paths: DemoPaths, signal: AbortSignal): Promise<void> {
  mkdirSync(paths.logs, { recursive: true });
  const logFile = join(paths.logs, "build.log");
  const log = openSync(logFile, "w");
  try {
    const code = await runProgram(["npm", "run", "build"], {
      cwd: root,
      stdio: ["ignore", log, log],
      signal,
    });
    if (code !== 0) throw new CommandError(`npm run build failed. ${tail(logFile, 30)}`);
  } finally {
    closeSync(log);
  }
}
