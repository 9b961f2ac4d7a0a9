import { describe, expect, it } from "vitest";
import { planScenarios } from "./plan.ts";

const choice = { bytes: [300], connections: [64], replicas: [1], node: [24, 1] as const };

function idsOf(workload: string, node: readonly [number, number] = [24, 1]): string[] {
  const [scenario] = planScenarios({ ...choice, workloads: [workload], node });
  return scenario?.subjects.map(({ id }) => id) ?? [];
}

describe("planScenarios()", () => {
  it("varies one thing at a time", () => {
    const wide = { ...choice, bytes: [300, 4096], connections: [64, 512], replicas: [1, 3] };
    const scenarios = planScenarios({ ...wide, workloads: ["read", "modify", "login"] });
    const told = scenarios.map(({ workload, bytes, connections, replicas }) =>
      [workload.id, bytes, connections, replicas].join(" "),
    );
    expect(told).toEqual([
      "read 300 64 1",
      "read 4096 64 1",
      "read 300 512 1",
      "read 300 64 3",
      "modify 300 64 1",
      "modify 4096 64 1",
      "login 300 64 1",
    ]);
  });

  it("compares sessions in cookies with each other and with Express alone", () => {
    expect(idsOf("cookie")).toContain("hertz-encrypted");
    expect(idsOf("cookie")).toContain("express");
    expect(idsOf("cookie")).not.toContain("express-session");
    expect(idsOf("read")).not.toContain("hertz-encrypted");
  });

  it("leaves out what the Node.js measured cannot run", () => {
    expect(idsOf("cookie", [22, 12])).not.toContain("iron-session-9");
    expect(idsOf("cookie", [22, 13])).toContain("iron-session-9");
    expect(idsOf("cookie", [20, 20])).toContain("iron-session-8");
  });

  it("asks only those to update that can", () => {
    expect(idsOf("update")).toEqual(["express", "hertz-ioredis", "hertz-node-redis", "express-session"]);
  });

  it("takes the subjects that were named", () => {
    const [scenario] = planScenarios({ ...choice, workloads: ["read"], subjects: ["express", "fastify"] });
    expect(scenario?.subjects.map(({ id }) => id)).toEqual(["express", "fastify"]);
  });
});
