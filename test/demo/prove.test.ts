import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { freePorts } from "../../scripts/lib/demo/ports.ts";
import type { NativeState } from "../../scripts/lib/demo/state.ts";
import { collect, DemoRunner, printed, running, type Outcome } from "./demo-runner.ts";

const allParts = ["nginx", "redis", "replica-1", "replica-2", "replica-3"];

const whole = z.int().nonnegative();
const killed = z.strictObject({
  replica: z.string(),
  pid: whole,
  requests: whole,
  failed: whole,
  requestsMeanwhile: whole,
  sessions: whole,
  sessionsLost: whole,
  visitsAnswered: whole,
  visitsCounted: whole,
  visitsLost: whole,
  durationMs: whole,
  awayMs: whole,
  startedAgainBy: z.enum(["prove", "demo"]),
});
/** What usage.txt says that --json prints. */
const document = z.strictObject({
  ok: z.boolean(),
  url: z.url(),
  replicas: whole,
  durationMs: whole,
  checks: z.array(
    z.strictObject({
      name: z.string().min(1),
      ok: z.boolean(),
      details: z.strictObject({ expected: z.string(), seen: z.string() }),
      durationMs: whole,
    }),
  ),
  kill: killed.nullable(),
});

function read({ stdout }: Outcome): z.infer<typeof document> {
  return document.parse(JSON.parse(stdout));
}

function failures(outcome: Outcome): unknown[] {
  return read(outcome).checks.filter(({ ok }) => !ok);
}

function pids(state: NativeState): number[] {
  return state.replicas.map(({ pid }) => pid);
}

describe("scripts/prove", () => {
  let demo: DemoRunner;

  beforeAll(async () => {
    demo = await DemoRunner.create();
    await demo.mustRun("demo", "--native", "--detach", "--port", String((await freePorts(1))[0]));
  });

  afterAll(() => demo.dispose());

  it("passes, each replica also asked at its own address, and prints with --json one document and nothing else", async () => {
    const outcome = await demo.run("prove", "--json");
    expect({ code: outcome.code, stderr: outcome.stderr, failures: failures(outcome) }).toEqual({
      code: 0,
      stderr: "",
      failures: [],
    });
    const { ok, replicas, checks, kill } = read(outcome);
    expect({ ok, replicas, kill }).toEqual({ ok: true, replicas: 3, kill: null });
    expect(checks.filter(({ name }) => name.includes(" at http://127.0.0.1:"))).toHaveLength(9);
  });

  it("exits with 1, and says so with --json too, when a check does not hold", async () => {
    const outcome = await demo.run("prove", "--json", "--replicas", "4");
    expect({ code: outcome.code, ok: read(outcome).ok }).toEqual({ code: 1, ok: false });
    expect(failures(outcome)).toContainEqual(
      expect.objectContaining({
        name: "visited: replicas behind nginx",
        details: { expected: "4", seen: "3" },
      }),
    );
  });

  it("prints a line for each check, marked, and one that sums them up", async () => {
    const { stdout } = await demo.run("prove");
    const lines = stdout.split("\n").filter((line) => /^ok {2}.+ \d+ ms$/.test(line));
    expect(stdout).toContain(`\nall ${lines.length} checks hold\n`);
    expect(lines.length).toBeGreaterThan(30);
  });

  it.skipIf(process.platform !== "linux")(
    "is coloured on a terminal, and not when NO_COLOR is set",
    async () => {
      const onTerminal = async (command: string): Promise<string> => {
        const { PATH, HOME } = process.env;
        const options = { env: { PATH, HOME, TERM: "xterm", HERTZ_DEMO_DIR: demo.folder } };
        return (await promisify(execFile)("script", ["-qec", command, "/dev/null"], options)).stdout;
      };
      expect(await onTerminal("./scripts/prove")).toContain("\u001B[32mok\u001B[39m");
      expect(await onTerminal("NO_COLOR=1 ./scripts/prove")).not.toContain("\u001B[");
    },
  );

  it("kills a replica under load with --kill, loses nothing, and starts it again", async () => {
    const before = demo.state();
    const outcome = await demo.run("prove", "--kill", "--json");
    expect({ code: outcome.code, failures: failures(outcome) }).toEqual({ code: 0, failures: [] });
    const seen = read(outcome).kill;
    expect(seen).toMatchObject({ replica: "replica-2", pid: pids(before)[1], startedAgainBy: "prove" });
    expect(seen).toMatchObject({ failed: 0, sessions: 4, sessionsLost: 0, visitsLost: 0 });
    expect(seen?.requestsMeanwhile).toBeGreaterThanOrEqual(100);
    expect(seen?.visitsCounted).toBeGreaterThanOrEqual(seen?.visitsAnswered ?? NaN);
    expect(outcome.stderr).toContain(`killing replica-2 (pid ${pids(before)[1]})`);

    const after = demo.state();
    expect(running(after)).toEqual(allParts);
    expect(pids(after).map((pid, index) => pid === pids(before)[index])).toEqual([true, false, true]);
  });

  it("says with --kill how to start a demo, when the URL is not that of one", async () => {
    const { code, stderr } = await demo.run("prove", "--kill", "http://127.0.0.1:1");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^prove: --kill ends a replica of the demo that runs here.*\.\/scripts\/demo starts one/,
    );
  });
});

describe("scripts/prove --kill beside a scripts/demo that waits for Ctrl-C", () => {
  it("lets it start the replica again, and says what was killed, failed, lost and counted", async () => {
    const demo = await DemoRunner.create();
    const child = demo.start("demo", "--native", "--port", String((await freePorts(1))[0]));
    const ended = collect(child);
    await printed(child, "Ctrl-C");
    const { code, stdout } = await demo.run("prove", "--kill");
    const after = running(demo.state());
    child.kill("SIGINT");
    const { code: demoCode } = await ended;
    await demo.dispose();
    expect({ code, demoCode, after }).toEqual({ code: 0, demoCode: 0, after: allParts });
    expect(stdout).toMatch(/^killed {3}replica-2 \(pid \d+\), with SIGKILL$/m);
    expect(stdout).toMatch(/^back {5}after \d+\.\d s, started again by the demo; \d+ requests meanwhile$/m);
    expect(stdout).toMatch(/^failed {3}0 of \d+ requests$/m);
    expect(stdout).toMatch(/^lost {5}0 of 4 sessions, 0 of \d+ visits$/m);
    expect(stdout).toMatch(/^counted {2}\d+ visits, as replica-2 says now$/m);
  });
});
