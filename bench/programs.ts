import { execFileSync, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** Whether a program can be started by its name. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** A command that keeps what follows it on one core; nothing where that cannot be done. */
export function onCore(core: number): string[] {
  return availableParallelism() > 1 && hasProgram("taskset") ? ["taskset", "-c", String(core)] : [];
}

/** What a program says its version is, its first line. */
export function versionOf(program: string, ...options: string[]): string {
  return execFileSync(program, options, { encoding: "utf8" }).split("\n")[0] ?? "";
}
