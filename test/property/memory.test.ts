import { expect, it } from "vitest";
import { reportOf, searchFromEnvironment, searchViolation } from "./check-program.ts";
import { createMemoryBacking } from "./memory-backing.ts";

const PROGRAMS = 5000;

it(`${PROGRAMS} programs of interleaved requests, revokes and spells of time on two replicas over MemoryStore do what the contract says`, async () => {
  const search = searchFromEnvironment({ runs: PROGRAMS });
  const found = await searchViolation(createMemoryBacking, search);
  expect(reportOf(found)).toBe("");
  expect(found.numRuns).toBe(search.runs);
}, 3_600_000);
