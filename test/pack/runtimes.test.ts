import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { run } from "./run.ts";

const { bare } = inject("projects");

describe.each(inject("runtimes"))(
  "the packed library on $name, with nothing else installed",
  ({ program }) => {
    test.each([
      ["ES modules", "consumer.mjs"],
      ["CommonJS", "consumer.cjs"],
    ])("loads every export path in a project of %s, and counts on", async (_, script) => {
      const manifest = await readFile(join(bare, "node_modules/hertz-sessions/package.json"), "utf8");
      const exports = Object.keys((JSON.parse(manifest) as { exports: object }).exports);
      const printed = await run(program, [script], bare);
      expect(JSON.parse(printed)).toEqual({ loaded: exports, counts: [1, 2] });
    });

    test("gives the drop-in for express-session, as a function, to a require()", async () => {
      const printed = await run(program, ["require-drop-in.cjs"], bare);
      expect(JSON.parse(printed)).toEqual(["function", "function", "function", "function"]);
    });
  },
);

describe("the author of a store", () => {
  const holdToContract = (store: string): Promise<string> =>
    run(process.execPath, ["--test-reporter=tap", "store-author.mjs", store], bare);

  test("holds it to the abilities that it has, with node:test, and sees what is left out", async () => {
    const printed = await holdToContract("honest");
    const [, held, leftOut] = /held (\d+), left out (\d+)/.exec(printed) ?? [];
    expect(Number(held)).toBeGreaterThan(30);
    expect(printed).toContain("but for destroy, regenerate, rotate, deadlines, users");
    expect(printed).toMatch(new RegExp(`^# pass ${Number(held) + 1}$`, "m"));
    expect(printed).toMatch(new RegExp(`^# skipped ${leftOut}$`, "m"));
  });

  test("who claims an ability that the store has not sees the promises that it breaks", async () => {
    const printed = await holdToContract("boasting").catch(String);
    const failed = [...printed.matchAll(/not ok \d+ - (S\d+): /g)].map(([, rule]) => rule);
    expect(new Set(failed)).toEqual(new Set(["S4", "S5", "S7", "S11"]));
  });
});
