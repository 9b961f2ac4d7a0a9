import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CommandError } from "../command-error.ts";
import type { DemoOptions } from "./options.ts";
import { root, type DemoPaths } from "./paths.ts";
import { runProgram } from "./run-program.ts";
import type { DockerState } from "./state.ts";

/** The words that run Compose, `docker compose` or `docker-compose`; null when there is none, or no Docker engine. */
export async function findCompose(): Promise<DockerState["compose"] | null> {
  if ((await quietly(["docker", "info"])) !== 0) return null;
  for (const compose of [["docker", "compose"] as const, ["docker-compose"] as const]) {
    if ((await quietly([...compose, "version"])) === 0) return [...compose];
  }
  return null;
}

async function quietly(words: readonly string[]): Promise<number> {
  return runProgram(words, { cwd: root, stdio: "ignore" });
}

/** The words that run Compose with HTTPS, and with the demo's certificate. */
export function withTls(
  compose: DockerState["compose"],
  { tls }: DemoPaths,
  url: string,
): DockerState["compose"] {
  const files = ["-f", "docker-compose.yml", "-f", "docker-compose.tls.yml"];
  return ["env", `TLS_DIR=${tls}`, `PUBLIC_URL=${url}`, ...compose, ...files];
}

/** Builds and starts the containers and returns when all but nginx are healthy. */
export async function composeUp(
  compose: DockerState["compose"],
  options: DemoOptions,
  signal: AbortSignal,
): Promise<void> {
  const code = await runProgram(
    [...compose, "up", "--detach", "--build", "--scale", `app=${options.replicas}`],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PORT: String(options.port) },
      signal,
    },
  );
  if (code === 0) return;
  throw new CommandError(
    `${compose.join(" ")} up failed, see above; ./scripts/demo --native does without Docker`,
  );
}

/** Ends and removes the containers; their volumes, with users, sessions and the secret, stay. */
export async function composeDown({ compose, url }: DockerState): Promise<void> {
  const code = await runProgram([...compose, "down"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PORT: new URL(url).port },
  });
  if (code !== 0) throw new CommandError(`${compose.join(" ")} down failed, see above`);
}

/** The names by which the replicas sign their answers: the host names of their containers. */
export async function replicaNames(compose: DockerState["compose"]): Promise<string[]> {
  const ids = linesOf(await outputOf([...compose, "ps", "-q", "app"]));
  return linesOf(await outputOf(["docker", "inspect", "--format", "{{.Config.Hostname}}", ...ids]));
}

/** What a program prints; rejects when it fails. */
export async function outputOf(words: readonly string[]): Promise<string> {
  const [command = "", ...args] = words;
  const { stdout } = await promisify(execFile)(command, args, { cwd: root });
  return stdout;
}

/** The lines that are not empty. */
export function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
