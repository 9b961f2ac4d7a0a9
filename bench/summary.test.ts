import { describe, expect, it } from "vitest";
import type { Row } from "./row.ts";
import { summarize } from "./summary.ts";

const comparison = { peer: "express-session", limit: "raw-ioredis" };

function row(subject: string, round: number, requestsPerSecond: number, cpuMicros: number): Row {
  const load = { workload: "read", bytes: 300, connections: 64, replicas: 1, p50Ms: 1, p99Ms: 2, failed: 0 };
  const redis = { redisMicros: 1, redisCommands: 1, redisBytesIn: 1, redisBytesOut: 1 };
  return { subject, round, requestsPerSecond, cpuMicros, ...load, ...redis };
}

/** In the second round the machine was half as fast. */
const rows = [
  row("express", 0, 3000, 30),
  row("raw-ioredis", 0, 2000, 50),
  row("hertz-ioredis", 0, 2500, 40),
  row("express-session", 0, 1000, 80),
  row("express", 1, 1500, 60),
  row("raw-ioredis", 1, 1000, 100),
  row("hertz-ioredis", 1, 1250, 80),
  row("express-session", 1, 500, 160),
];

describe("summarize()", () => {
  it("takes ratios within a round, so that a slow round counts like a fast one", () => {
    const [, , hertz] = summarize(rows, comparison);
    expect(hertz).toMatchObject({ subject: "hertz-ioredis", againstPeer: 2.5, againstLimit: 0.5 });
  });

  it("counts CPU over the framework alone in the same round, and takes the median", () => {
    const added = summarize(rows, comparison).map((line) => line.addedMicros);
    expect(added).toEqual([0, 30, 15, 75]);
  });

  it("has no ratio to a subject that was not measured", () => {
    const [line] = summarize([row("hertz-ioredis", 0, 2500, 40)], comparison);
    expect(line).toMatchObject({
      againstPeer: Number.NaN,
      addedMicros: Number.NaN,
      againstLimit: Number.NaN,
      requestsPerSecond: 2500,
    });
  });

  it("adds up what failed, and tells what was lost only where that was looked for", () => {
    const measured = [
      { ...row("express", 0, 1, 1), failed: 2 },
      { ...row("express", 1, 1, 1), failed: 3, lost: 0.5 },
    ];
    expect(summarize(measured, comparison)).toMatchObject([{ failed: 5, lost: 0.5 }]);
    expect(summarize(rows, comparison)[0]?.lost).toBeUndefined();
  });
});
