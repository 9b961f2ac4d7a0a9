import type { ContractCase } from "../contract.ts";
import { cookieCases } from "./cookie.ts";
import { deadlineCases } from "./deadlines.ts";
import { dataVersionCases } from "./data-versions.ts";
import { destroyCases } from "./destroy.ts";
import { eventCases } from "./events.ts";
import { failureCases } from "./failures.ts";
import { lazyCases } from "./lazy.ts";
import { lifetimeCases } from "./lifetime.ts";
import { openCases } from "./open.ts";
import { responseCases } from "./response.ts";
import { rotateTimeCases } from "./rotate-times.ts";
import { rotateUserCases } from "./rotate-users.ts";
import { rotateCases } from "./rotate.ts";
import { saveCases } from "./save.ts";
import { updateCases } from "./update.ts";
import { schemaCases } from "./schemas.ts";
import { userLimitCases } from "./users-limit.ts";
import { userRaceCases } from "./users-races.ts";
import { userCases } from "./users.ts";
import { valueCases } from "./values.ts";

/** Every promise that a store must keep, each as one test. */
export const contractCases: readonly ContractCase[] = [
  ...lazyCases,
  ...saveCases,
  ...valueCases,
  ...dataVersionCases,
  ...schemaCases,
  ...updateCases,
  ...destroyCases,
  ...rotateCases,
  ...rotateUserCases,
  ...cookieCases,
  ...lifetimeCases,
  ...rotateTimeCases,
  ...responseCases,
  ...openCases,
  ...failureCases,
  ...deadlineCases,
  ...eventCases,
  ...userCases,
  ...userLimitCases,
  ...userRaceCases,
];
