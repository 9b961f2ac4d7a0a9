// Breaks each rule of the contract on purpose, in a copy of the sources, and sees the tests fail that say so: npm run mutants [S4 ...]
import { execFile } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { copyTree } from "../support/copy-tree.ts";
import type { TreeCopy } from "../support/copy-tree.ts";
import { mutants } from "./all-mutants.ts";
import { applyMutant, fileOf } from "./apply-mutant.ts";
import type { Mutant } from "./mutant.ts";

/** What a test runner says of one file, as far as it matters here. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** The tests of a mutant that do not end as they should: red when the rule is broken, green when it is not. */
async function wrongTests(
  copy: TreeCopy,
  { tests, fails }: Mutant,
  expected: "failed" | "passed",
): Promise<string[]> {
  const pattern = fails.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const output = join(copy.path, "mutant-report.json");
  const options = [
    "run",
    "--project",
    "main",
    tests,
    "-t",
    pattern,
    "--reporter",
    "json",
    "--outputFile",
    output,
  ];
  await new Promise((resolve) => {
    // It fails when a test does, which is what the report says.
    execFile(join(copy.path, "node_modules/.bin/vitest"), options, { cwd: copy.path }, resolve);
  });
  const { testResults } = JSON.parse(await readFile(output, "utf8")) as Report;
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return fails.filter((name) => results.find(({ title }) => title === name)?.status !== expected);
}

async function judge(copy: TreeCopy, mutant: Mutant): Promise<boolean> {
  const source = await copy.read(fileOf(mutant));
  const survived = await copy.during(fileOf(mutant), applyMutant(source, mutant), () =>
    wrongTests(copy, mutant, "failed"),
  );
  console.log(`${survived.length === 0 ? "found " : "MISSED"} ${mutant.rule}: ${mutant.broken}`);
  for (const name of mutant.fails) {
    console.log(`         ${survived.includes(name) ? "green" : "red"}  ${name}`);
  }
  return survived.length === 0;
}

const rules = process.argv.slice(2);
const chosen = mutants.filter(({ rule }) => rules.length === 0 || rules.includes(rule));
const copy = await copyTree();
try {
  await copyFile("vitest.config.ts", join(copy.path, "vitest.config.ts"));
  const red: string[] = [];
  for (const tests of new Set(chosen.map((mutant) => mutant.tests))) {
    const fails = chosen.filter((mutant) => mutant.tests === tests).flatMap((mutant) => mutant.fails);
    const [first] = chosen;
    if (first) red.push(...(await wrongTests(copy, { ...first, tests, fails }, "passed")));
  }
  if (red.length > 0) throw new Error(`Red before anything was broken:\n${red.join("\n")}`);
  let missed = 0;
  for (const mutant of chosen) if (!(await judge(copy, mutant))) missed += 1;
  console.log(`${chosen.length} mutants, ${missed} missed`);
  process.exitCode = missed === 0 && chosen.length > 0 ? 0 : 1;
} finally {
  await copy.remove();
}
