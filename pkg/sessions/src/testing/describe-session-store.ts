import type { AnyStore } from "../core/sealed-store.ts";
import { STORE_ABILITIES, storeAbilities } from "./abilities.ts";
import type { StoreAbility } from "./abilities.ts";
import { contractCases } from "./cases/all-cases.ts";
import { runContractCase } from "./contract.ts";
import type { ContractCase, CreateStores } from "./contract.ts";

/** The functions of a test runner that are needed; those of Vitest, Jest, Mocha and `node:test` fit. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
  /** Given, every case that is left out is registered with it, such as `it.skip`, so that the runner's report lists it. */
  readonly skip?: ((name: string, body: () => Promise<void>) => unknown) | undefined;
}

/** Which cases of the contract a store is held to, and which are left out since it lacks their ability. */
export interface ContractPlan {
  readonly held: readonly ContractCase[];
  readonly leftOut: readonly ContractCase[];
}

/**
 * Holds a store to the contract: registers one test for each promise, in a group for each ability. What is left out stands in the name of
 * the outermost group.
 *
 * @param name - what the group of tests is called
 * @param createStores - makes two stores over the same sessions, for one test
 * @param runner - the test runner's functions
 * @param abilities - what the store is able to. Default everything; a store whose sessions live in cookies has `sealedStoreAbilities`
 * @throws TypeError for a word that is no ability
 */
export function describeSessionStore(
  name: string,
  createStores: CreateStores<AnyStore>,
  runner: TestRunner,
  abilities: readonly StoreAbility[] = storeAbilities,
): ContractPlan {
  for (const ability of abilities) refuseUnknown(ability);
  const missing = storeAbilities.filter((ability) => !abilities.includes(ability));
  const leftOut = missing.length > 0 ? `, but for ${missing.join(", ")}` : "";
  runner.describe(`${name} keeps the session store contract${leftOut}`, () => {
    for (const ability of storeAbilities) {
      const isHeld = abilities.includes(ability);
      if (!isHeld && !runner.skip) continue;
      runner.describe(`${ability}: ${STORE_ABILITIES[ability]}`, () => {
        for (const contractCase of contractCases.filter((each) => each.ability === ability)) {
          const title = `${contractCase.rule}: ${contractCase.name}`;
          const run = (): Promise<void> => runContractCase(contractCase, createStores);
          if (isHeld) runner.it(title, run);
          else runner.skip?.(title, run);
        }
      });
    }
  });
  return {
    held: contractCases.filter(({ ability }) => abilities.includes(ability)),
    leftOut: contractCases.filter(({ ability }) => missing.includes(ability)),
  };
}

function refuseUnknown(ability: string): void {
  if (Object.hasOwn(STORE_ABILITIES, ability)) return;
  throw new TypeError(`A store cannot have the ability ${ability}; known are ${storeAbilities.join(", ")}`);
}
