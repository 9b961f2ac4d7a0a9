import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { installed } from "./pack-library.ts";
import { run } from "./run.ts";

const { typed } = inject("projects");
const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noEmit"];
const options = ["--ignoreConfig", "--target", "es2023", "--types", "node", ...strict];

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
    const folder = typed[modules];
    // One program for each: what declared-data.ts and drop-in.ts declare holds for all of a program.
    const consumers = (await readdir(folder)).filter((file) => file.endsWith(".ts"));
    expect(consumers).toContain("every-export.ts");
    const compiler = join(installed, ".bin/tsc");
    const printed = await Promise.all(
      consumers.map((file) => run(compiler, [...options, ...module, file], folder)),
    );
    expect(printed.join("")).toBe("");
  });
});
