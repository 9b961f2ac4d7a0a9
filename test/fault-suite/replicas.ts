import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startNginx } from "../../scripts/lib/demo/parts.ts";
import { demoPaths } from "../../scripts/lib/demo/paths.ts";
import { freePorts } from "../../scripts/lib/demo/ports.ts";
import { poll } from "../../scripts/lib/poll.ts";
import { endProcess } from "../../scripts/lib/demo/process-record.ts";
import { startPlainNginx } from "./plain-nginx.ts";
import { SubjectProcess } from "./subject-process.ts";
import type { SubjectName } from "./subject-process.ts";
import type { SubjectOrder } from "./subjects/order.ts";

/** The processes of a subject, and where visitors reach them. */
export interface ReplicaGroup {
  readonly replicas: readonly SubjectProcess[];
  urls(): readonly string[];
  stop(): Promise<void>;
}

/** Starts two replicas that visitors ask in turn, or three behind nginx. */
export async function startReplicas(
  name: SubjectName,
  order: SubjectOrder,
  isBehindNginx: boolean,
): Promise<ReplicaGroup> {
  const [frontPort = 0, ...ports] = await freePorts(isBehindNginx ? 4 : 3);
  const replicas = await Promise.all(ports.map((port) => SubjectProcess.start(name, { ...order, port })));
  const stopReplicas = async (): Promise<void> => {
    await Promise.all(replicas.map((replica) => replica.stop()));
  };
  if (!isBehindNginx) {
    return { replicas, urls: () => replicas.map(({ url }) => url), stop: stopReplicas };
  }
  const folder = await mkdtemp(join(tmpdir(), "hertz-sessions-front-"));
  const nginx = await (name === "hertz-sessions"
    ? startNginx(demoPaths(folder), { port: frontPort, tls: false }, ports)
    : startPlainNginx(folder, frontPort, ports));
  const url = `http://127.0.0.1:${frontPort}`;
  if (!(await poll(() => answers(url), 10_000))) throw new Error("nginx does not answer");
  return {
    replicas,
    urls: () => [url],
    stop: async () => {
      await endProcess(nginx.record, { signal: "SIGTERM", graceMs: 5000 });
      await stopReplicas();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}
