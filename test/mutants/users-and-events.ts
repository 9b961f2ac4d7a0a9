import { MEMORY, REDIS } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";

/** S11 and S12: whose sessions, and what is seen from outside. */
export const userAndEventMutants: readonly Mutant[] = [
  {
    rule: "S11",
    broken: "a revoke does not look again",
    file: "core/users/revoke-sessions.ts",
    search: "if (!condemned.some(({ isPending }) => isPending)) return ended;",
    replace: "return ended;",
    tests: MEMORY,
    fails: [
      "S11: a revoke that meets the bind of a stored session ends it, and it does not live on when the revoke has resolved",
    ],
  },
  {
    rule: "S11",
    broken: "a bind does not ask whether the session was revoked while it was written",
    file: "core/users/bind-row.ts",
    search: "if (bound && (await index.confirm(user, handle))) return bound;",
    replace: "if (bound) return bound;",
    tests: MEMORY,
    fails: ["S11: a revoke that meets the bind of a new session ends it, and the bind is refused"],
  },
  {
    rule: "S11",
    broken: "a login that checked the old password binds after the revoke",
    file: "core/users/bind-row.ts",
    search: '{ handle, user, mark, lastsMs, movesFrom: "" }',
    replace: '{ handle, user, mark: mark && undefined, lastsMs, movesFrom: "" }',
    tests: MEMORY,
    fails: [
      "S11: a bind whose mark is from before a revoke of all is refused, and one with a new mark is not",
      "S11: a bind whose mark is from before a revoke of all but one is refused, and one with a new mark is not",
    ],
  },
  {
    rule: "S11",
    broken: "a bind forgets what a session was called before",
    file: "redis/scripts/index-scripts.ts",
    search: "from = from == '-' and before and before.from or from",
    replace: "from = from",
    tests: REDIS,
    fails: [
      "S11: revoke() by the handle from before a regenerate() ends the session, also when it was bound again since",
    ],
  },
  {
    rule: "S11",
    broken: "a login does not look whether its user has too many sessions",
    file: "redis/scripts/index-scripts.ts",
    search: "local isWhole = not last or isLong or (most > 0 and from == '-' and size >= most)",
    replace: "local isWhole = not last or isLong",
    tests: REDIS,
    fails: [
      "S11: a session too many ends the one bound longest ago",
      "S11: of 20 logins at once with a limit of 3 that refuses exactly 3 resolve, and those live",
    ],
  },
  {
    rule: "S12",
    broken: "nothing is told of a load",
    file: "core/session/load-session.ts",
    search: "if (!load.hasSubscribers) return tryLoad<Data>(store, address, carrier);",
    replace: "if (load) return tryLoad<Data>(store, address, carrier);",
    tests: MEMORY,
    fails: [
      "S12: who listens is told of each load, save, regenerate and destroy of a session, by its handle",
    ],
  },
  {
    rule: "S12",
    broken: "an event carries the id",
    file: "core/session/load-session.ts",
    search: "handle: address.handle }),",
    replace: "handle: address.handle, id: address.id }),",
    tests: MEMORY,
    fails: ["S12: no event carries an id, a cookie's value or a value of the session"],
  },
];
