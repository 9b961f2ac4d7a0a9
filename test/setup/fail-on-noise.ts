/**
 * Runs in every test file: what nobody looks at fails the test.
 *
 * - A call of `console.error` that the test did not expect fails that test. To expect one, replace it:
 *   `vi.spyOn(console, "error").mockImplementation(() => {})`.
 * - A rejected promise that nobody handled fails the file.
 */
import { format } from "node:util";
import { afterAll, afterEach } from "vitest";

const printed: string[] = [];
const rejections: unknown[] = [];

const printError = console.error;
console.error = (...values: unknown[]): void => {
  printed.push(format(...values));
  printError(...values);
};

process.on("unhandledRejection", (reason) => {
  rejections.push(reason);
});

function expectSilence(): void {
  const lines = printed.splice(0);
  if (lines.length > 0) throw new Error(`console.error was called: ${lines.join("\n")}`);
}

afterEach(expectSilence);

afterAll(async () => {
  expectSilence();
  // Node.js reports a rejection at the end of the turn that left it alone: one turn later all are known.
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  const unhandled = rejections.splice(0);
  if (unhandled.length > 0) {
    throw new AggregateError(unhandled, "A rejected promise was not handled");
  }
});
