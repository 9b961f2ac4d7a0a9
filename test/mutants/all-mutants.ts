import { costAndSaveMutants } from "./cost-and-save.ts";
import { failureAndAnswerMutants } from "./failures-and-answers.ts";
import { idAndLifetimeMutants } from "./ids-and-lifetimes.ts";
import type { Mutant } from "./mutant.ts";
import { userAndEventMutants } from "./users-and-events.ts";

/** Every way in which the rules are broken on purpose. */
export const mutants: readonly Mutant[] = [
  ...costAndSaveMutants,
  ...idAndLifetimeMutants,
  ...failureAndAnswerMutants,
  ...userAndEventMutants,
];
