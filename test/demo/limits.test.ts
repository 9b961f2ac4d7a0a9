import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { pipeline } from "../support/pipeline.ts";
import { startReplicaGroup, type ReplicaGroup } from "../support/replica-group.ts";
import { holdSlowSockets } from "../support/slow-sockets.ts";

let group: ReplicaGroup;
let doors: Record<string, string>;
let cookie: string;

beforeAll(async () => {
  group = await startReplicaGroup(1);
  doors = { nginx: group.url, "a replica": group.replicaUrls[0] ?? "" };
  const begun = await fetch(`${group.url}/begin`, { method: "POST" });
  cookie = begun.headers.getSetCookie()[0]?.split(";")[0] ?? "";
});

afterAll(() => group.stop());

async function ask(url: string): Promise<{ status: number; ms: number }> {
  const begun = performance.now();
  const response = await fetch(`${url}/count`, { headers: { cookie } });
  await response.arrayBuffer();
  return { status: response.status, ms: performance.now() - begun };
}

/** Another user, who asks again and again until the promise is settled. */
async function askDuring(
  url: string,
  work: Promise<unknown>,
  pauseMs: number,
): Promise<{ status: number; ms: number }[]> {
  const answers = [];
  const done = new AbortController();
  void work.finally(() => {
    done.abort();
  });
  while (!done.signal.aborted) {
    answers.push(await ask(url));
    await sleep(pauseMs);
  }
  return answers;
}

describe("slow clients", () => {
  it("200 at nginx and 200 at a replica are closed within their limits, while everybody else is served", async () => {
    const held = Promise.all(Object.values(doors).map((url) => holdSlowSockets(url, 200)));
    const answers = await Promise.all(Object.values(doors).map((url) => askDuring(url, held, 100)));
    const ends = (await held).flat();
    const longest = (kind: string): number =>
      Math.max(...ends.filter((end) => end.kind === kind).map(({ seconds }) => seconds));
    expect(ends).toHaveLength(400);
    // Head 10 seconds, body 15, looked at once a second; nginx lets the rest of a refused body come for 5 more.
    expect(longest("says nothing")).toBeLessThan(15);
    expect(longest("never ends its head")).toBeLessThan(15);
    expect(longest("never begins its body")).toBeLessThan(25);
    expect(longest("never ends its body")).toBeLessThan(25);
    expect(answers.flat().filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe("2,000 requests pipelined on one connection", () => {
  it.each(["nginx", "a replica"])("at %s hold up nobody else", async (door) => {
    const url = doors[door] ?? "";
    await ask(url);
    const begun = performance.now();
    const burst = pipeline(url, 2000, { path: "/count", cookie });
    const waits = await askDuring(url, burst, 0);
    const burstMs = performance.now() - begun;
    expect(await burst).toBe(2000);
    // Handed over all at once, they let others wait for most of their own time; in turn, for a fortieth of it.
    expect(Math.max(...waits.map(({ ms }) => ms))).toBeLessThan(burstMs / 5);
  });
});
