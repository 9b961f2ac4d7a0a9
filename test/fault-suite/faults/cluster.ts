import { setTimeout as wait } from "node:timers/promises";

import { startRedisCluster } from "../../support/redis-cluster.ts";
import type { RedisServer } from "../../support/redis-server.ts";
import type { Fault, Scene } from "../fault.ts";
import { UNREPLICATED, goOn, hang } from "../steps.ts";

const SECONDS = 8;

/** One of three primaries of a cluster fails, and its replica takes over. */
export const clusterFailures: readonly Fault[] = [
  {
    name: "Cluster: a primary is killed",
    seconds: SECONDS,
    promised: { writesLost: UNREPLICATED },
    set: () => scene(undefined, (primary) => primary.kill()),
  },
  {
    name: "Cluster: a primary is killed, writes wait for a replica",
    seconds: SECONDS,
    onlyOurs: "express-session cannot wait for replicas",
    set: () => scene(1, (primary) => primary.kill()),
  },
  {
    name: "Cluster: a primary hangs",
    seconds: SECONDS,
    promised: { writesLost: UNREPLICATED },
    set: () => scene(undefined, hang, goOn),
  },
  {
    name: "Cluster: a primary hangs, writes wait for a replica",
    seconds: SECONDS,
    onlyOurs: "express-session cannot wait for replicas",
    set: () => scene(1, hang, goOn),
  },
];

type Step = (primary: RedisServer) => Promise<unknown> | undefined;

async function scene(waitFor: number | undefined, begin: Step, end: Step = () => undefined): Promise<Scene> {
  // A write can only wait for a replica while its primary has one: also the primary that was a replica until now.
  const cluster = await startRedisCluster({ replicas: waitFor === undefined ? 1 : 2 });
  const [primary, other] = cluster.primaries;
  if (!primary || !other) throw new Error("A cluster has three primaries");
  return {
    order: { redis: { cluster: cluster.addresses }, wait: waitFor },
    begin: () => begin(primary),
    end: async () => {
      await end(primary);
      await untilWhole(other);
    },
    close: () => cluster.stop(),
  };
}

/** Resolves when the cluster serves all slots again. */
async function untilWhole(node: RedisServer): Promise<void> {
  const client = await node.client();
  for (let tries = 0; tries < 100; tries += 1) {
    const info = await client.cluster("INFO");
    if (info.includes("cluster_slots_ok:16384")) return;
    await wait(50);
  }
  throw new Error("The cluster did not become whole again");
}
