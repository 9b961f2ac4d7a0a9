import { relative } from "node:path";
import { styleText } from "node:util";
import type { DemoOptions } from "./options.ts";
import { root, type DemoPaths } from "./paths.ts";
import type { DemoState } from "./state.ts";

const colours = {
  found: "blue",
  building: "cyan",
  built: "green",
  starting: "cyan",
  ready: "green",
  lost: "red",
  stopping: "cyan",
  stopped: "green",
} as const;

const width = Math.max(...Object.keys(colours).map((step) => step.length));

/** Tells the person at the terminal what happens now, one line. Coloured on a terminal, unless NO_COLOR is set. */
export function say(step: keyof typeof colours, text: string): void {
  process.stdout.write(`demo: ${styleText(colours[step], step.padEnd(width))}  ${text}\n`);
}

/** The last line of a demo that was ended in order. */
export function sayStopped(): void {
  say("stopped", "everything; users and sessions are kept for the next start");
}

/** The time since a moment of `performance.now()`, as messages have it. */
export function secondsSince(moment: number): string {
  return `${((performance.now() - moment) / 1000).toFixed(1)} s`;
}

/** Tells what to do with a demo that is ready. */
export function sayWhereToLook(state: DemoState, options: DemoOptions, paths: DemoPaths): void {
  const demoDir = process.env["HERTZ_DEMO_DIR"];
  const prefix = demoDir ? `HERTZ_DEMO_DIR=${demoDir} ` : "";
  const stop = `${prefix}./scripts/demo --stop`;
  say("ready", `${state.replicas.length} replicas share one session`);
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
