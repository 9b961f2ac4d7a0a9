import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { poll } from "../../scripts/lib/poll.ts";
import { startAppProcess } from "../support/app-process.ts";
import { freePort } from "../support/free-port.ts";

/** A program that answers. */
export interface RunningProgram {
  readonly url: string;
  end(): Promise<void>;
}

/** Runs a program of the repository that listens on the port that `PORT` says; resolves when it answers. */
export async function startProgram(
  path: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = startAppProcess({ PORT: String(port), LISTEN_ON: String(port), ...env }, path);
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      () => true,
      () => false,
    );
  const isThere = await poll(async () => !program.isRunning() || (await answers()), 20_000);
  if (!isThere || !program.isRunning()) {
    await program.end("SIGKILL");
    throw new Error(`${path} does not answer:\n${program.errors()}`);
  }
  return {
    url,
    end: async () => {
      await program.end("SIGKILL");
    },
  };
}

/** The same for the text of a document, as it stands, which listens on port 3000. */
export async function startText(
  text: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), "hertz-sessions-program-"));
  await symlink(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  const path = join(folder, "app.ts");
  await writeFile(path, text);
  const preload = new URL("listen-elsewhere.mjs", import.meta.url).href;
  const { url, end } = await startProgram(path, { NODE_OPTIONS: `--import=${preload}`, ...env });
  return {
    url,
    end: async () => {
      await end();
      await rm(folder, { recursive: true });
    },
  };
}
