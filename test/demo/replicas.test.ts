import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startReplicaGroup, type ReplicaGroup } from "../support/replica-group.ts";
import { SteadyLoad, type LoadAnswer } from "../support/steady-load.ts";

const load = { perSecond: 100, sessions: 19, writeEvery: 5 };
const replicas = [0, 1, 2];

let group: ReplicaGroup;

beforeAll(async () => {
  group = await startReplicaGroup(replicas.length);
});

afterAll(() => group.stop());

function failed(answers: readonly LoadAnswer[]): LoadAnswer[] {
  return answers.filter(({ status }) => status !== 200);
}

describe("replicas behind nginx, at 100 requests a second with slow writes", () => {
  it("are restarted one after another without a failed request, a lost session or a lost write", async () => {
    const steady = await SteadyLoad.start({ url: group.url, ...load });
    const codes = [];
    for (const index of replicas) codes.push(await group.restart(index));
    const answers = await steady.stop();
    expect(codes).toEqual([0, 0, 0]);
    expect(failed(answers)).toEqual([]);
    expect(await steady.counts()).toEqual(steady.writes().acknowledged);
  });

  it("may be killed: only writes in flight fail, none is carried out twice, and no session is lost", async () => {
    const steady = await SteadyLoad.start({ url: group.url, ...load });
    const kills: { from: number; to: number }[] = [];
    for (const index of replicas) {
      await sleep(1000);
      const from = performance.now();
      await group.kill(index);
      kills.push({ from, to: performance.now() });
      await sleep(500);
      await group.start(index);
    }
    const lost = failed(await steady.stop());
    expect(lost.filter(({ write }) => !write)).toEqual([]);
    const wasInFlight = ({ begunAt, endedAt }: LoadAnswer): boolean =>
      kills.some(({ from, to }) => begunAt <= to && endedAt >= from);
    expect(lost.filter((answer) => !wasInFlight(answer))).toEqual([]);
    const { acknowledged, failed: inDoubt } = steady.writes();
    const counts = await steady.counts();
    for (const [session, count] of counts.entries()) {
      expect(count).toBeGreaterThanOrEqual(acknowledged[session] ?? NaN);
      expect(count).toBeLessThanOrEqual((acknowledged[session] ?? NaN) + (inDoubt[session] ?? NaN));
    }
  });
});
