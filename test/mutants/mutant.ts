/** One way to break one rule of the contract on purpose, and the tests that must notice. */
export interface Mutant {
  /** The rule, S1 to S12. */
  readonly rule: string;
  /** What the library does wrong with it, in words. */
  readonly broken: string;
  /** The file, below `pkg/sessions/src`. */
  readonly file: string;
  /** A text that stands in the file exactly once, and what takes its place. */
  readonly search: string;
  readonly replace: string;
  /** The test file that is run, and the tests in it that fail. Those of the store contract stand in `src/testing/cases`. */
  readonly tests: string;
  readonly fails: readonly string[];
}

export const MEMORY = "test/contract/memory.test.ts";
export const REDIS = "test/contract/redis-standalone.test.ts";
