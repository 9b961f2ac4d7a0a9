import type { Fault } from "./fault.ts";
import { greedyClients } from "./faults/clients.ts";
import { clusterFailures } from "./faults/cluster.ts";
import { damagedRows } from "./faults/damaged-rows.ts";
import { redisAway } from "./faults/redis-away.ts";
import { refusedWrites } from "./faults/refused-writes.ts";
import { replicaFailures } from "./faults/replicas.ts";
import { sentinelFailures } from "./faults/sentinel.ts";

/** Every line of the table. */
export const allFaults: readonly Fault[] = [
  ...refusedWrites,
  ...damagedRows,
  ...redisAway,
  ...sentinelFailures,
  ...clusterFailures,
  ...replicaFailures,
  ...greedyClients,
];
