import { setTimeout as sleep } from "node:timers/promises";

import type { Fault } from "../fault.ts";
import { singleServer } from "../scenes.ts";
import type { SubjectProcess } from "../subject-process.ts";

/** Writes that a replica had in hand when it was killed: nobody may send them again. */
const IN_HAND = 9;

/** Replicas end and come back, behind nginx: with the configuration of `deploy/` for ours, with nginx's defaults for express-session. */
export const replicaFailures: readonly Fault[] = [
  {
    name: "three replicas behind nginx are restarted one after another",
    isBehindNginx: true,
    promised: { failures: 0 },
    set: () => scene((replica) => replica.restart("SIGTERM")),
  },
  {
    name: "three replicas behind nginx are killed one after another (kill -9)",
    isBehindNginx: true,
    promised: { failures: IN_HAND },
    set: () =>
      scene(async (replica) => {
        await replica.restart("SIGKILL");
        await sleep(1000);
      }),
  },
];

function scene(endOne: (replica: SubjectProcess) => Promise<void>): ReturnType<Fault["set"]> {
  const none = (): undefined => undefined;
  return singleServer({ begin: none, end: none }).then((single) => ({
    ...single,
    begin: async (replicas) => {
      for (const replica of replicas) await endOne(replica);
    },
  }));
}
