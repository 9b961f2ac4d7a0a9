import { contractCases } from "./cases/all-cases.ts";
import type { AnyStore } from "../core/sealed-store.ts";
import { casesFor, runContractCase } from "./contract.ts";
import type { CreateStores, StoreKind } from "./contract.ts";

/** The two functions of a test runner that are needed; those of Vitest, Jest, Mocha and `node:test` fit. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/**
 * Holds a store to the contract: registers one test for each promise, rule by rule (S1 to S11).
 *
 * @param name - what the group of tests is called
 * @param createStores - makes two stores over the same sessions, for one test
 * @param runner - the test runner's functions
 * @param kind - where the store keeps sessions: one in cookies cannot keep all promises, and is held to those that it can
 */
export function describeSessionStore(
  name: string,
  createStores: CreateStores<AnyStore>,
  runner: TestRunner,
  kind: StoreKind = "server",
): void {
  runner.describe(`${name} keeps the session store contract`, () => {
    for (const contractCase of casesFor(contractCases, kind)) {
      runner.it(`${contractCase.rule}: ${contractCase.name}`, () =>
        runContractCase(contractCase, createStores),
      );
    }
  });
}
