import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { freePorts } from "../../scripts/lib/demo/ports.ts";
import type { NativeState } from "../../scripts/lib/demo/state.ts";
import { Visitor } from "../../scripts/lib/prove/visitor.ts";
import { SteadyRate } from "../support/steady-rate.ts";
import { DemoRunner, running } from "./demo-runner.ts";

const password = "correct horse battery";

describe("scripts/rolling-restart", () => {
  let demo: DemoRunner;
  let before: NativeState;

  beforeAll(async () => {
    demo = await DemoRunner.create();
    await demo.mustRun("demo", "--native", "--detach", "--port", String((await freePorts(1))[0]));
    before = demo.state();
  });

  afterAll(() => demo.dispose());

  it("replaces every replica while visitors read and sign in, and none of them notices", async () => {
    const visitor = new Visitor(before.url);
    for (const username of ["ada", "grace"]) {
      await visitor.post("/register", { username, email: `${username}@example.com`, password });
    }
    expect(await signIn(visitor, "ada")).toBe("303 to /index.html");
    const answers: string[] = [];
    const readers = new SteadyRate(50, async () => {
      answers.push((await visitor.get("/api/session")).summary);
    });
    // Not as the reader: a user may have so many devices, and a new one signs the oldest out.
    const newcomers = new SteadyRate(1, async () => {
      answers.push(await signIn(new Visitor(before.url), "grace"));
    });

    const { code, stdout } = await demo.run("rolling-restart");
    await Promise.all([readers.stop(), newcomers.stop()]);
    expect({ code, lines: stdout.match(/replica-\d ended in .* ready again/g)?.length }).toEqual({
      code: 0,
      lines: 3,
    });
    expect([...new Set(answers)].sort()).toEqual(["200", "303 to /index.html"]);

    const after = demo.state();
    expect(running(after)).toEqual(["nginx", "redis", "replica-1", "replica-2", "replica-3"]);
    const kept = after.replicas.filter(({ pid }) => before.replicas.some((replica) => replica.pid === pid));
    expect(kept).toEqual([]);
  });
});

describe("scripts/rolling-restart without a demo", () => {
  it("says how to start one", async () => {
    const demo = await DemoRunner.create();
    const { code, stderr } = await demo.run("rolling-restart");
    await demo.dispose();
    expect(code).toBe(1);
    expect(stderr).toContain("./scripts/demo --detach");
  });
});

async function signIn(visitor: Visitor, username: string): Promise<string> {
  return (await visitor.post("/login", { username, password })).summary;
}
