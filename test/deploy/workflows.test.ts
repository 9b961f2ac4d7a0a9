import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: unknown;
        readonly needs?: string;
        readonly uses?: string;
        readonly steps?: readonly { readonly run?: string; readonly uses?: string }[];
      }
    >
  >;
}

function read(name: string): Workflow {
  return parse(readFileSync(new URL(`../../.github/workflows/${name}`, import.meta.url), "utf8")) as Workflow;
}

function commandsOf(workflow: Workflow, job: string): string[] {
  return workflow.jobs[job]?.steps?.flatMap(({ run }) => run ?? []) ?? [];
}

describe(".github/workflows", () => {
  it("ci runs what .ci/run does, and nothing else", () => {
    expect(commandsOf(read("ci.yml"), "test")).toEqual(["./scripts/test"]);
  });

  it("release publishes what ci has tested, with the token that provenance needs", () => {
    const { jobs } = read("release.yml");
    expect(jobs["test"]?.uses).toBe("./.github/workflows/ci.yml");
    expect(jobs["publish"]?.needs).toBe("test");
    expect(jobs["publish"]?.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(commandsOf(read("release.yml"), "publish").at(-1)).toBe("npm publish --workspace hertz-sessions");
  });
});
