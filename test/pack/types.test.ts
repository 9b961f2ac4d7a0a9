import { readdir } from "node:fs/promises";
import { describe, expect, inject, test } from "vitest";
import { run } from "./run.ts";

const { typed } = inject("projects");
const { program: compiler, older } = inject("compilers");
const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noEmit"];
const options = ["--target", "es2023", "--types", "node", ...strict];

/** What a compiler says of the consumers in one of the typed projects. */
async function compile(program: string, modules: "esm" | "cjs", module: readonly string[]): Promise<string> {
  const folder = typed[modules];
  const consumers = (await readdir(folder)).filter((file) => file.endsWith(".ts"));
  // One program for each: what declared-data.ts and drop-in.ts declare holds for all of a program.
  const printed = await Promise.all(
    consumers.map((file) => run(program, [...options, ...module, file], folder)),
  );
  return printed.join("");
}

describe("the types of the packed library, in a strict project", () => {
  test.each([
    ["node20", "esm", ["--module", "node20"]],
    ["node20", "cjs", ["--module", "node20"]],
    ["nodenext", "esm", ["--module", "nodenext"]],
    ["nodenext", "cjs", ["--module", "nodenext"]],
    // From CommonJS, node16 knows no require() of an ES module.
    ["node16", "esm", ["--module", "node16"]],
    ["bundler", "esm", ["--module", "preserve", "--moduleResolution", "bundler"]],
  ] as const)("compile with module %s from %s", async (_name, modules, module) => {
    expect(await compile(compiler, modules, module)).toBe("");
  });

  describe.each(older)("with $name", ({ program }) => {
    test.each(["esm", "cjs"] as const)("compile with module node20 from %s", async (modules) => {
      expect(await compile(program, modules, ["--module", "node20"])).toBe("");
    });
  });
});
