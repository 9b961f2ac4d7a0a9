import * as fc from "fast-check";
import type { Flaw } from "./actor-store.ts";
import type { Backing } from "./backing.ts";
import { programs } from "./program.ts";
import type { Program } from "./program.ts";
import { runProgram } from "./run-program.ts";

/** What came of a search. */
export type Found = fc.RunDetails<[Program]>;

/** How long to search, and where to begin. */
export interface Search {
  readonly runs: number;
  /** Default another one each time. */
  readonly seed?: number | undefined;
  /** The search ends after so many milliseconds; what has run until then counts. */
  readonly withinMs?: number | undefined;
}

/** Looks for a program with which stores over a backing differ from the model. */
export function searchViolation(
  createBacking: () => Promise<Backing>,
  { runs, seed, withinMs }: Search,
  flaw: Flaw = null,
): Promise<Found> {
  const property = fc.asyncProperty(programs, async (program) => {
    await runProgram(program, await createBacking(), flaw);
  });
  const parameters: fc.Parameters<[Program]> = {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed }),
    ...(withinMs === undefined
      ? {}
      : { plugins: [fc.interruptAfterTimeLimit(withinMs) as fc.Plugin<[Program]>] }),
  };
  return fc.check(property, parameters);
}

/**
 * The search of a test run: `PROPERTY_RUNS` and `PROPERTY_SEED` of the environment say how many programs and from which seed. With a
 * number of programs it takes as long as they take.
 */
export function searchFromEnvironment(usual: Search): Search {
  const { PROPERTY_RUNS: runs, PROPERTY_SEED: seed } = process.env;
  return {
    ...(runs ? { runs: Number(runs) } : usual),
    ...(seed ? { seed: Number(seed) } : {}),
  };
}

/** The smallest program that was found, what happened in it, and how to see it again; an empty text when none was found. */
export function reportOf(found: Found): string {
  if (!found.failed) return "";
  const again = `PROPERTY_SEED=${found.seed} PROPERTY_RUNS=${found.numRuns} runs it again`;
  const program = JSON.stringify(found.counterexample?.[0], null, 1);
  return `${String(found.errorInstance)}\n${again}: after ${found.numShrinks} steps of shrinking it is\n${program}`;
}
