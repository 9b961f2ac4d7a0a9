import { writeFile } from "node:fs/promises";
import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";

/**
 * A Vitest reporter that writes what came of the run as one line, "12 passed, 0 failed, 1 skipped", to the file that
 * the environment's `TEST_SUMMARY_FILE` names.
 *
 * A file or a group that broke outside its tests counts as one failed test, and so does an error that belongs to
 * none: "0 failed" is said only of a run that is green.
 */
export default class TestSummaryReporter implements Reporter {
  async onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
  ): Promise<void> {
    const file = process.env["TEST_SUMMARY_FILE"];
    if (!file) throw new Error("TEST_SUMMARY_FILE must name the file for the summary");
    await writeFile(file, `${summarize(modules, unhandledErrors)}\n`);
  }
}

function summarize(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): string {
  let passed = 0;
  let failed = unhandledErrors.length;
  let skipped = 0;
  for (const module of modules) {
    failed += countBroken(module);
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") passed += 1;
      else if (state === "skipped") skipped += 1;
      else failed += 1;
    }
  }
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

/** How many of the file and its groups failed by themselves: at import, or in a hook around all of their tests. */
function countBroken(module: TestModule): number {
  return [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0).length;
}
