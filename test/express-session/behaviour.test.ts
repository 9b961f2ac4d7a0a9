import expressSession from "express-session";
import dropIn from "hertz-sessions/express-session";
import { describe } from "vitest";

import type { SessionFunction } from "../support/session-server.ts";
import { cookieClassCases } from "./cases/cookie-class.ts";
import { cookieCases } from "./cases/cookies.ts";
import { methodCases } from "./cases/methods.ts";
import { optionCases } from "./cases/options.ts";
import { requestCases } from "./cases/requests.ts";
import { responseCases } from "./cases/responses.ts";
import { storeErrorCases } from "./cases/store-errors.ts";
import { storeCases } from "./cases/stores.ts";

const early = Object.assign(
  (options: object) => dropIn({ ...options, holdResponse: false }),
  dropIn,
) as unknown as SessionFunction;

describe.each([
  ["express-session", expressSession],
  ["the drop-in", dropIn as unknown as SessionFunction],
  ["the drop-in that does not hold responses", early],
])("%s", (_name, session) => {
  requestCases(session);
  cookieCases(session);
  optionCases(session);
  methodCases(session);
  responseCases(session);
  storeCases(session);
  storeErrorCases(session);
  cookieClassCases(session);
});
