import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const reporter = join(root, "scripts/lib/test-summary-reporter.ts");
const configuration = `export default { test: { setupFiles: ["${root}/test/setup/fail-on-noise.ts"] } };`;

interface TestRun {
  readonly passed: boolean;
  /** The line that the reporter wrote. */
  readonly summary: string;
}

describe("a test run", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hertz-sessions-run-"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "vitest.config.mjs"), configuration);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("of passed and skipped tests passes and counts both", async () => {
    const outcome = await runFile(`
      test("one", () => {});
      test("two", () => {});
      test.skip("three", () => {});
    `);
    expect(outcome).toEqual({ passed: true, summary: "2 passed, 0 failed, 1 skipped" });
  });

  test("with a failed assertion fails and counts it", async () => {
    const outcome = await runFile(`
      test("one", () => {});
      test("two", () => { expect(1).toBe(2); });
    `);
    expect(outcome).toEqual({ passed: false, summary: "1 passed, 1 failed" });
  });

  test("with a file that throws at import counts one failure", async () => {
    const outcome = await runFile(`
      test("one", () => {});
      throw new Error("broken file");
    `);
    expect(outcome).toEqual({ passed: false, summary: "0 passed, 1 failed" });
  });

  test("with a hook that throws around a group counts one failure", async () => {
    const outcome = await runFile(`
      describe("group", () => {
        afterAll(() => { throw new Error("broken hook"); });
        test("one", () => {});
      });
    `);
    expect(outcome).toEqual({ passed: false, summary: "1 passed, 1 failed" });
  });

  test("without a test fails", async () => {
    expect(await runVitest()).toEqual({ passed: false, summary: "0 passed, 0 failed" });
  });

  test("in which console.error was called fails that test", async () => {
    const outcome = await runFile(`
      test("one", () => { console.error("nobody expected this"); });
      test("two", () => {});
    `);
    expect(outcome).toEqual({ passed: false, summary: "1 passed, 1 failed" });
  });

  test("in which an expected console.error was called passes", async () => {
    const outcome = await runFile(`
      test("one", () => {
        const print = vi.spyOn(console, "error").mockImplementation(() => {});
        console.error("expected");
        expect(print).toHaveBeenCalledOnce();
      });
    `);
    expect(outcome).toEqual({ passed: true, summary: "1 passed, 0 failed" });
  });

  test("in which a rejection was not handled fails the file", async () => {
    const outcome = await runFile(`
      test("one", () => { void Promise.reject(new Error("nobody handles this")); });
    `);
    expect(outcome).toEqual({ passed: false, summary: "1 passed, 1 failed" });
  });

  /** Runs Vitest on one test file. */
  async function runFile(body: string): Promise<TestRun> {
    const imports = 'import { afterAll, describe, expect, test, vi } from "vitest";\n';
    await writeFile(join(folder, "planted.test.ts"), imports + body);
    return runVitest();
  }

  async function runVitest(): Promise<TestRun> {
    const summaryFile = join(folder, "summary.txt");
    const passed = await new Promise<boolean>((resolve) => {
      const environment = { ...process.env, TEST_SUMMARY_FILE: summaryFile };
      const vitest = join(root, "node_modules/.bin/vitest");
      execFile(vitest, ["run", `--reporter=${reporter}`], { cwd: folder, env: environment }, (failure) => {
        resolve(failure === null);
      });
    });
    return { passed, summary: (await readFile(summaryFile, "utf8")).trim() };
  }
});
