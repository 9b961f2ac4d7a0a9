import { execFile, type SpawnOptions } from "node:child_process";
import { access, chown, constants, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { endProcess, startOnFreePort, startServerProcess } from "./server-process.ts";

const run = promisify(execFile);
const DEBIAN_FOLDER = "/usr/lib/postgresql";
const INSTALL = "install PostgreSQL (Debian: postgresql)";

/** A PostgreSQL server of the test's own, on 127.0.0.1, with nothing in it. */
export interface PostgresServer {
  /** Of the database `postgres`, for a user who may do everything. */
  readonly url: string;
  /** Ends the process and what it has started, and removes its directory. */
  stop(): Promise<void>;
}

/**
 * Starts a new PostgreSQL on a free port and resolves when it answers. It forgets everything at its end.
 *
 * @throws Error when there is no PostgreSQL on this machine, or when it ends by itself: tests need it, so they do
 * not skip.
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), "hertz-sessions-postgres-"));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const [programs, owner] = [await programFolder(), await dataOwner()];
    if (owner) await chown(directory, owner.uid, owner.gid);
    // Messages in English, whatever the machine's language: one of them tells when the server is ready.
    const options = { ...owner, cwd: directory, env: { ...process.env, LC_ALL: "C" } };
    const data = join(directory, "data");
    const fresh = [
      "-D",
      data,
      "-U",
      "postgres",
      "--auth=trust",
      "--encoding=UTF8",
      "--locale=C",
      "--no-sync",
    ];
    await run(join(programs, "initdb"), fresh, options);
    return await startOnFreePort(async (port) => {
      const args = ["-D", data, "-F", "-h", "127.0.0.1", "-p", String(port), "-k", directory];
      const child = await spawnPostgres(join(programs, "postgres"), args, options);
      const stop = (): Promise<void> => endProcess(child, "SIGQUIT").then(remove);
      return { url: `postgresql://postgres@127.0.0.1:${port}/postgres`, stop };
    });
  } catch (error) {
    await remove();
    throw error;
  }
}

function spawnPostgres(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid">,
): ReturnType<typeof startServerProcess> {
  const readyText = "database system is ready to accept connections";
  // SIGQUIT ends the server's own processes and frees its shared memory too, as SIGKILL does not.
  return startServerProcess({ command, args, readyText, install: INSTALL, endSignal: "SIGQUIT", options });
}

/** Where initdb and postgres are: in a folder of the PATH, or where Debian keeps them, the newest version first. */
async function programFolder(): Promise<string> {
  const versions = await readdir(DEBIAN_FOLDER).catch(() => []);
  const newestFirst = versions.toSorted((one, other) => Number(other) - Number(one));
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...newestFirst.map((version) => join(DEBIAN_FOLDER, version, "bin")),
  ];
  for (const folder of folders) {
    const found = await Promise.all(["initdb", "postgres"].map((name) => isProgram(join(folder, name))));
    if (found.every(Boolean)) return folder;
  }
  throw new Error(`Cannot start PostgreSQL, which the tests need: ${INSTALL}`);
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Who PostgreSQL runs as: it refuses root, for whom it runs as the user that its package makes. */
async function dataOwner(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (option: string): Promise<number> =>
    Number((await run("id", [option, "postgres"])).stdout);
  try {
    return { uid: await idOf("-u"), gid: await idOf("-g") };
  } catch (cause) {
    throw new Error(`PostgreSQL does not run as root, and there is no user postgres: ${INSTALL}`, { cause });
  }
}
