import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { CommandError } from "../command-error.ts";

const processRecord = z.object({ pid: z.int().positive(), startTime: z.string(), command: z.string() });

const common = {
  /** Where nginx answers. */
  url: z.url(),
  /** "starting" until every part is ready. */
  status: z.enum(["starting", "ready"]),
  /** The `scripts/demo` that stays with what it started; null after --detach. */
  runner: processRecord.nullable(),
};

const nativeState = z.object({
  mode: z.literal("native"),
  ...common,
  replicas: z.array(processRecord.extend({ name: z.string(), url: z.url() })),
  redis: processRecord.extend({ url: z.url() }).nullable(),
  nginx: processRecord.nullable(),
});

const dockerState = z.object({
  mode: z.literal("docker"),
  ...common,
  /** The words that run Compose: `docker compose`, or `docker-compose`. */
  compose: z.array(z.string()).nonempty(),
  /** Their ports are not published, so they have no URL of their own. */
  replicas: z.array(z.object({ name: z.string() })),
});

/** A process that the demo started: its pid names it only together with its start time and command. */
export type ProcessRecord = z.infer<typeof processRecord>;
export type NativeState = z.infer<typeof nativeState>;
export type DockerState = z.infer<typeof dockerState>;
/** What runs, or what a crash left behind: the content of `.demo/state.json`. */
export type DemoState = NativeState | DockerState;

const demoState = z.discriminatedUnion("mode", [nativeState, dockerState]);

/** The state in the file, or null when there is none. Throws a CommandError when the file makes no sense. */
export function readState(file: string): DemoState | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (isErrorCode(error, "ENOENT")) return null;
    throw error;
  }
  try {
    return demoState.parse(JSON.parse(text));
  } catch (error) {
    throw new CommandError(
      `${file} is not a state that this version understands: end what it names by hand, then delete it`,
      { cause: error },
    );
  }
}

/** Writes the first state of a start. Throws a CommandError when another start was quicker. */
export function claimState(file: string, state: DemoState): void {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, format(state), { flag: "wx" });
  } catch (error) {
    if (!isErrorCode(error, "EEXIST")) throw error;
    throw new CommandError("another ./scripts/demo has just begun to start one", { cause: error });
  }
}

/** Replaces the state, so that a reader sees the old one or the new one and nothing between. */
export function writeState(file: string, state: DemoState): void {
  writeFileSync(`${file}.draft`, format(state));
  renameSync(`${file}.draft`, file);
}

export function removeState(file: string): void {
  rmSync(file, { force: true });
}

function format(state: DemoState): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
