import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePorts } from "../../scripts/lib/demo/ports.ts";
import { DemoRunner, running } from "./demo-runner.ts";

describe("the start of a demo", () => {
  let demo: DemoRunner;
  let port: number;

  beforeEach(async () => {
    demo = await DemoRunner.create();
    [port = 0] = await freePorts(1);
  });

  afterEach(() => demo.dispose());

  it("tells each step as it comes: what it found, builds and starts, and what is ready", async () => {
    const { stdout } = await demo.run("demo", "--native", "--detach", "--port", String(port));
    const steps = stdout
      .split("\n")
      .flatMap((line) => /^demo: (\w+) +(\S+)/.exec(line)?.slice(1).join(" ") ?? []);
    expect(steps).toEqual([
      "found Node.js",
      "building the",
      "built the",
      "starting redis",
      "ready redis,",
      "starting 3",
      "ready replica-1,",
      "starting nginx",
      "ready nginx,",
      "ready 3",
    ]);
    expect(stdout).toContain(`Open   http://127.0.0.1:${port}/`);
  });

  it("is refused at a port that is taken, by the name of the program that has it", async () => {
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    const { code, stderr } = await demo.run("demo", "--native", "--port", String(port));
    server.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^demo: port ${port} of 127.0.0.1 is taken by .+ \\(pid ${process.pid}\\): `),
    );
    expect(demo.hasState()).toBe(false);
  });

  it("twice at the same moment gives one demo, and one of the two says so", async () => {
    const start = () => demo.run("demo", "--native", "--detach", "--port", String(port));
    const outcomes = await Promise.all([start(), start()]);
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 1]);
    const loser = outcomes.find(({ code }) => code === 1);
    expect(loser?.stderr).toMatch(
      /^demo: (another \.\/scripts\/demo has just begun|a demo is being started)/,
    );
    expect(running(demo.state())).toHaveLength(5);
  });
});

describe("scripts/demo, scripts/prove and scripts/rolling-restart", () => {
  const commands = ["demo", "prove", "rolling-restart"] as const;
  let runner: DemoRunner;

  beforeEach(async () => {
    runner = await DemoRunner.create();
  });

  afterEach(() => runner.dispose());

  it.each(commands)("%s says with --help what it does, and does nothing", async (command) => {
    const { code, stdout, stderr } = await runner.run(command, "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^usage: ./scripts/${command}\\b[^]*--help +shows this`));
    expect(runner.hasState()).toBe(false);
  });

  it.each(commands)("%s refuses an option that it does not know, and says what it knows", async (command) => {
    const { code, stdout, stderr } = await runner.run(command, "--wrong");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(`^${command}: Unknown option '--wrong'[^]*usage: ./scripts/${command}\\b`),
    );
  });
});
