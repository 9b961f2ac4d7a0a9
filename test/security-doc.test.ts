import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** OWASP ASVS 5.0.0, chapter V7: each requirement and its level. */
const levels: Readonly<Record<string, number>> = {
  "7.1.1": 2,
  "7.1.2": 2,
  "7.1.3": 2,
  "7.2.1": 1,
  "7.2.2": 1,
  "7.2.3": 1,
  "7.2.4": 1,
  "7.3.1": 2,
  "7.3.2": 2,
  "7.4.1": 1,
  "7.4.2": 1,
  "7.4.3": 2,
  "7.4.4": 2,
  "7.4.5": 2,
  "7.5.1": 2,
  "7.5.2": 2,
  "7.5.3": 3,
  "7.6.1": 2,
  "7.6.2": 2,
};

interface Row {
  readonly requirement: string;
  readonly level: number;
  readonly how: string;
  readonly tests: readonly string[];
}

function readRows(document: string): Row[] {
  const rows = document.matchAll(/^\| *(7\.\d\.\d) *\| *(\d) *\| *(.*?) *\| *(.*?) *\|$/gm);
  return [...rows].map(([, requirement = "", level, how = "", tests = ""]) => ({
    requirement,
    level: Number(level),
    how,
    tests: tests === "" ? [] : tests.split(/; (?=`)/),
  }));
}

/** What is wrong with a row; `null` when nothing is. */
function problemOf({ level, how, tests }: Row): string | null {
  if (how.startsWith("Does not apply: ")) return null;
  if (tests.length === 0 && level <= 2) return "names no test";
  const missing = tests.find((test) => !isThere(test));
  return missing === undefined ? null : `names a test that is not there: ${missing}`;
}

/** Whether the file has a test of that name. None is skipped: the linter sees to that. */
function isThere(test: string): boolean {
  const [, file = "", name = ""] = /^`([^`]+)` › (.+)$/.exec(test) ?? [];
  if (!/\.test\.ts$|\/testing\/cases\//.test(file) || name === "") return false;
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A name ends its literal; a template may begin with, or end in, what differs from run to run.
  return new RegExp(`["}\`][^"\`\\n]{0,20}${escaped}(["\`]| \\()`).test(readIfThere(file));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(`${root}${file}`, "utf8");
  } catch {
    return "";
  }
}

describe("docs/security.md", () => {
  const rows = readRows(readFileSync(`${root}docs/security.md`, "utf8"));

  it("has each requirement of ASVS 5.0 V7 once, with its level", () => {
    expect(rows.map(({ requirement, level }) => [requirement, level])).toEqual(Object.entries(levels));
  });

  it("names for each requirement of levels 1 and 2 that applies tests that are there", () => {
    const problems = rows.map((row) => [row.requirement, problemOf(row)]);
    expect(problems.filter(([, problem]) => problem !== null)).toEqual([]);
  });

  it.each([
    ["| 7.2.1 | 1 | Somehow. | |", "names no test"],
    ["| 7.2.1 | 1 | Somehow. | `test/none.test.ts` › x |", "names a test that is not there"],
    ["| 7.2.1 | 1 | Somehow. | `test/e2e/app-session.test.ts` › know of a logout |", "names a test that is"],
    ["| 7.2.1 | 1 | Somehow. | `biz/app.ts` › /static |", "names a test that is not there"],
  ])("a row %j is found wanting", (line, problem) => {
    const [row] = readRows(line);
    expect(row === undefined ? null : problemOf(row)).toContain(problem);
  });
});
