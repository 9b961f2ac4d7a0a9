import { relative } from "node:path";
import type { DemoOptions } from "./options.ts";
import { root, type DemoPaths } from "./paths.ts";
import type { DemoState } from "./state.ts";

/** Tells the person at the terminal what happens now, one line. */
export function say(message: string): void {
  process.stdout.write(`demo: ${message}\n`);
}

/** Tells what to do with a demo that is ready. */
export function sayWhereToLook(state: DemoState, options: DemoOptions, paths: DemoPaths): void {
  const demoDir = process.env["HERTZ_DEMO_DIR"];
  const prefix = demoDir ? `HERTZ_DEMO_DIR=${demoDir} ` : "";
  const stop = `${prefix}./scripts/demo --stop`;
  say(`ready: ${state.replicas.length} replicas share one session`);
  const lines = [
    ["Open", `${state.url}/`],
    ["Prove", `${prefix}./scripts/prove`],
    ["Logs", state.mode === "native" ? shortPath(paths.logs) : `${state.compose.join(" ")} logs`],
    ["Stop", options.detach ? stop : `Ctrl-C, or ${stop}`],
  ];
  process.stdout.write(`\n${lines.map(([name, text]) => `  ${name?.padEnd(7)}${text}\n`).join("")}\n`);
}

/** As seen from the checkout, where the commands are run; a path elsewhere stays whole. */
function shortPath(path: string): string {
  const short = relative(root, path);
  return short.startsWith("..") ? path : short;
}
