import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { freePorts } from "../../scripts/lib/demo/ports.ts";
import { blockThatBegins } from "../documents/blocks.ts";
import { replay, stepsOf, type Step } from "../documents/transcript.ts";
import { DemoRunner } from "./demo-runner.ts";

/** What differs from run to run, as one word. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/replica-\d/g, "replica")
    .replaceAll(/prove-\w+/g, "prove")
    .replaceAll(/"handle":"[\w-]{47}"/g, '"handle"')
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"time"')
    .replaceAll(/\d+ ms/g, "ms")
    .replaceAll(/ +/g, " ");
}

describe("the README", () => {
  let demo: DemoRunner;

  beforeAll(async () => {
    demo = await DemoRunner.create();
    const [port = 0] = await freePorts(1);
    await demo.mustRun("demo", "--native", "--detach", "--port", String(port));
  });

  afterAll(() => demo.dispose());

  it("shows with curl what curl shows, and three replicas that answer in turn", async () => {
    // It begins with: $ B=
    const shown = stepsOf(blockThatBegins("README.md", "$ B=").text);
    const here = shown.map(({ command, printed }) => ({
      command: command.replace("http://127.0.0.1:8080", demo.state().url),
      printed,
    }));
    const printed = await replay(here);
    const plain = ({ command, printed: lines }: Step) => ({ command, printed: withoutChance(lines) });
    expect(printed.map(plain)).toEqual(here.map(plain));
    const replicas = printed.find(({ command }) => command.startsWith("for i"))?.printed ?? "";
    expect(new Set(replicas.match(/replica-\d/g)).size).toBe(3);
  });

  it("shows of scripts/prove --kill each thing that it tells", async () => {
    const [shown] = stepsOf(blockThatBegins("README.md", "$ ./scripts/prove --kill").text);
    const { code, stdout } = await demo.run("prove", "--kill");
    expect(code).toBe(0);
    // The words; how many and how long is another thing each time.
    const words = (text: string) =>
      withoutChance(text)
        .replaceAll(/\d[\d.]*/g, "n")
        .split("\n");
    const missing = words(shown?.printed ?? "").filter(
      (line) => line !== "..." && !words(stdout).includes(line),
    );
    expect(missing).toEqual([]);
  });

  it("shows of scripts/prove lines that it prints", async () => {
    const [shown] = stepsOf(blockThatBegins("README.md", "$ ./scripts/prove").text);
    const { code, stdout } = await demo.run("prove");
    expect(code).toBe(0);
    const lines = withoutChance(stdout).split("\n");
    const expected = withoutChance(shown?.printed ?? "").split("\n");
    const missing = expected.filter((line) => line !== "..." && !lines.includes(line));
    expect(missing).toEqual([]);
  });
});
