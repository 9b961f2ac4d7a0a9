import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import type { MigratingReplica } from "./migrating-replica.ts";

const source = fileURLToPath(new URL("./go-peer/main.go", import.meta.url));
/** Where Debian's packages golang-github-* have their sources. */
const GOPATH = "/usr/share/gocode";

/** The service in go-peer/, built. */
export interface GoPeer {
  /** Starts one. @param keyPairs - as `keyPairs` of a `HertzStore` */
  start(redisPort: number, keyPairs: readonly (string | null)[]): Promise<MigratingReplica>;
  remove(): Promise<void>;
}

/** Builds it. @throws Error when there is no Go with the libraries: the test needs them, so it does not skip */
export async function buildGoPeer(): Promise<GoPeer> {
  const folder = await mkdtemp(join(tmpdir(), "hertz-go-peer-"));
  const program = join(folder, "peer");
  const env = { ...process.env, GO111MODULE: "off", GOPATH, GOCACHE: join(folder, "cache"), GOFLAGS: "" };
  try {
    await promisify(execFile)("go", ["build", "-o", program, source], { env });
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    const packages = "golang-go golang-github-gorilla-sessions-dev golang-github-boj-redistore-dev";
    throw new Error(`Cannot build the peer in Go: install Debian's ${packages}`, { cause });
  }
  return {
    start: (redisPort, keyPairs) => startPeer(program, redisPort, keyPairs),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function startPeer(
  program: string,
  redisPort: number,
  keyPairs: readonly (string | null)[],
): Promise<MigratingReplica> {
  const env = {
    REDIS_ADDRESS: `127.0.0.1:${redisPort}`,
    KEY_PAIRS: keyPairs.map((key) => Buffer.from(key ?? "").toString("hex")).join(","),
  };
  const child = spawn(program, { env, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return {
    url: `http://${line.toString().trim()}`,
    close: async () => {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}
