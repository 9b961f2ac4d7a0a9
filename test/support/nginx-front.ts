import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Child } from "../../scripts/lib/demo/child.ts";
import { startNginx } from "../../scripts/lib/demo/parts.ts";
import { demoPaths } from "../../scripts/lib/demo/paths.ts";
import { endProcess } from "../../scripts/lib/demo/process-record.ts";
import { poll } from "../../scripts/lib/poll.ts";

/** Starts nginx with a folder for what it writes, in front of replicas on these ports. */
type StartNginx = (folder: string, port: number, replicaPorts: readonly number[]) => Promise<Child>;

/** Where nginx listens, and what it stands in front of. */
export interface NginxFrontOptions {
  readonly port: number;
  readonly replicaPorts: readonly number[];
  /** A path that the replicas answer, with whatever status below 500. */
  readonly path: string;
  /** Default: with the configuration that is shipped. */
  readonly start?: StartNginx;
}

/** nginx in front of replicas. */
export interface NginxFront {
  readonly url: string;
  /** Where it writes, `logs/nginx.log` among others. */
  readonly folder: string;
  /** Ends it, and removes its folder. */
  stop(): Promise<void>;
}

/** Starts nginx, and resolves when a replica answers through it. */
export async function startNginxFront({
  port,
  replicaPorts,
  path,
  start = startShipped,
}: NginxFrontOptions): Promise<NginxFront> {
  const folder = await mkdtemp(join(tmpdir(), "hertz-front-"));
  const nginx = await start(folder, port, replicaPorts);
  const url = `http://127.0.0.1:${port}`;
  if (!(await poll(() => answers(url + path), 10_000))) throw new Error("nginx does not answer");
  return {
    url,
    folder,
    stop: async () => {
      await endProcess(nginx.record, { signal: "SIGTERM", graceMs: 5000 });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startShipped(folder: string, port: number, replicaPorts: readonly number[]): Promise<Child> {
  return startNginx(demoPaths(folder), { port, tls: false }, replicaPorts);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status < 500;
  } catch {
    return false;
  }
}
