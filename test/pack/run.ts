import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a program and gives what it printed; rejects with all of it when the program fails. */
export async function run(program: string, options: readonly string[], folder: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, options, { cwd: folder });
    return stdout;
  } catch (failure) {
    const { stdout, stderr } = failure as { stdout: string; stderr: string };
    throw new Error(`${program} ${options.join(" ")} failed:\n${stdout}${stderr}`, { cause: failure });
  }
}
