import { MEMORY, REDIS } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";

/** The table of the library's README: for each rule the tests that fail when it is broken. */
export function promiseTable(mutants: readonly Mutant[]): string {
  const rules = [...new Set(mutants.map(({ rule }) => rule))];
  const rows = rules.map((rule) => {
    const names = mutants
      .filter((mutant) => mutant.rule === rule)
      .flatMap(({ tests, fails }) => fails.map((name) => `${shownFile(tests)} › ${withoutRule(name)}`));
    return `| ${rule} | ${[...new Set(names)].join("<br>")} |`;
  });
  return ["| rule | tests |", "| --- | --- |", ...rows].join("\n");
}

/** The store contract runs in one file for each store and topology. */
function shownFile(tests: string): string {
  return tests === MEMORY || tests === REDIS ? "`test/contract`" : `\`${tests}\``;
}

function withoutRule(name: string): string {
  return name.replace(/^S\d+: /, "");
}
