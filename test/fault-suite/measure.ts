import { setTimeout as wait } from "node:timers/promises";

import type { Fault, Scene } from "./fault.ts";
import { judge } from "./ledger.ts";
import type { Row } from "./row.ts";
import { startReplicas } from "./replicas.ts";
import type { ReplicaGroup } from "./replicas.ts";
import type { SubjectName } from "./subject-process.ts";
import { Visitors } from "./visitors.ts";

const VISITORS = 60;
const REQUESTS_PER_SECOND = 60;
/** Seconds of load before the fault, and after it. */
const BEFORE_SECONDS = 1;
const AFTER_SECONDS = 3;

/** Lets a fault happen to a subject under load, and says what came of it. */
export async function measure(fault: Fault, name: SubjectName): Promise<Row> {
  const scene = await fault.set();
  try {
    return await measureIn(scene, fault, name);
  } finally {
    await scene.close();
  }
}

async function measureIn(scene: Scene, fault: Fault, name: SubjectName): Promise<Row> {
  if (fault.startsWhole === false) await scene.begin([], []);
  const group = await startReplicas(name, scene.order, fault.isBehindNginx === true);
  const { replicas } = group;
  try {
    const visitors = new Visitors(VISITORS, group.urls);
    if (fault.startsWhole !== false) await visitors.signIn();
    const endedAt = await underLoad(visitors, () => courseOf(scene, fault, group));
    const verdict = judge(await visitors.readings(replicas[0]?.url ?? ""));
    const rejections = await Promise.all(replicas.map((replica) => replica.unhandledRejections()));
    const failed = visitors.outcomes.filter(({ ok }) => !ok);
    return {
      fault: fault.name,
      subject: name,
      requests: visitors.outcomes.length,
      failures: failed.length,
      longestWaitMs: Math.max(0, ...visitors.outcomes.map(({ tookMs }) => tookMs)),
      ...verdict,
      exits: replicas.reduce((sum, { exits }) => sum + exits, 0),
      unhandledRejections: rejections.reduce((sum, count) => sum + count, 0),
      recoveryMs: Math.max(0, ...failed.map(({ startedAt }) => startedAt - endedAt)),
    };
  } finally {
    await group.stop();
  }
}

/** Lets the fault come and go. Resolves with the moment at which it was over, by `performance.now()`, some time after it. */
async function courseOf(scene: Scene, fault: Fault, { replicas, urls }: ReplicaGroup): Promise<number> {
  await wait(BEFORE_SECONDS * 1000);
  const begun = fault.startsWhole === false ? undefined : scene.begin(replicas, urls());
  if (fault.seconds === undefined) await begun;
  else await wait(fault.seconds * 1000);
  await scene.end();
  const endedAt = performance.now();
  await wait(AFTER_SECONDS * 1000);
  return endedAt;
}

/** Sends requests at their pace for as long as the course of things takes, and resolves when all are answered. */
async function underLoad<Result>(visitors: Visitors, course: () => Promise<Result>): Promise<Result> {
  const underWay = new Set<Promise<void>>();
  const pace = setInterval(() => {
    const request = visitors.act();
    underWay.add(request);
    void request.finally(() => underWay.delete(request));
  }, 1000 / REQUESTS_PER_SECOND);
  try {
    return await course();
  } finally {
    clearInterval(pace);
    await Promise.all(underWay);
  }
}
