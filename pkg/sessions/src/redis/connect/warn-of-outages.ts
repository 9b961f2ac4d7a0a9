import type { Cluster, Redis } from "ioredis";
import { warnOfOutage } from "../commands/connection-state.ts";

/** Warns when a client loses its connection, once until it stands again. */
export function warnOfOutages(client: Redis | Cluster): void {
  let isWarned = false;
  client.on("error", (error: Error) => {
    if (isWarned) return;
    isWarned = true;
    warnOfOutage(error);
  });
  client.on("ready", () => {
    isWarned = false;
  });
}

/** Warns when a cluster loses the connection to one of its nodes, once for each until that stands again. */
export function warnOfNodeOutages(client: Cluster): void {
  const lost = new Set<string>();
  client.on("node error", (error: Error, address: string) => {
    if (lost.has(address)) return;
    lost.add(address);
    warnOfOutage(error);
  });
  client.on("+node", (node: Redis) => {
    node.on("ready", () => lost.delete(`${node.options.host}:${node.options.port}`));
  });
}
