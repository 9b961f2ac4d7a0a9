import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { versionOf } from "./programs.ts";

/** What the figures hold for. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Others' work at the start: the average load of the last minute. */
  readonly load: number;
  readonly node: string;
  readonly redis: string;
  readonly generator: string;
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** What the bench itself runs on. */
const tools = ["autocannon", "hertz-sessions", "prettier", "vitest"];

/** Describes this machine, and the Node.js and the versions that are measured. */
export function describeMachine(node: string, generator: string): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
    node: versionOf(node, "--version"),
    redis: /v=(\S+)/.exec(versionOf("redis-server", "--version"))?.[1] ?? "unknown",
    generator,
    date: new Date().toISOString().slice(0, 10),
    versions: versionsMeasured(),
  };
}

function versionsMeasured(): Record<string, string> {
  const file = new URL("package.json", import.meta.url);
  const { devDependencies } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const measured = Object.entries(devDependencies).filter(
    ([name]) => !name.startsWith("@types/") && !tools.includes(name),
  );
  return Object.fromEntries(measured.map(([name, version]) => [name, version.replace(/^npm:.*@/, "")]));
}
