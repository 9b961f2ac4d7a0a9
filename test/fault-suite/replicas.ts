import { freePorts } from "../../scripts/lib/demo/ports.ts";
import { startNginxFront } from "../support/nginx-front.ts";
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
  const front = await startNginxFront({
    port: frontPort,
    replicaPorts: ports,
    path: "/health",
    ...(name === "express-session" && { start: startPlainNginx }),
  });
  return {
    replicas,
    urls: () => [front.url],
    stop: async () => {
      await front.stop();
      await stopReplicas();
    },
  };
}
