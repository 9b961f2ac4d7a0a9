import { MEMORY, REDIS } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";

/** S4 to S7: what ends a session, and its id. */
export const idAndLifetimeMutants: readonly Mutant[] = [
  {
    rule: "S4",
    broken: "a save creates the row that it does not find",
    file: "redis/scripts/scripts.ts",
    search: "if type(row) ~= 'string' then return ${REFUSED.gone} end",
    replace: "if type(row) ~= 'string' then row = '@\\\\t1\\\\t1\\\\t9999999999999\\\\t60\\\\t\\\\t0' end",
    tests: REDIS,
    fails: [
      "S4: a save of a session destroyed meanwhile is refused and does not bring it back",
      "S4: an update of a session destroyed meanwhile is refused and does not bring it back",
      "S4: a regenerate of a session destroyed meanwhile is refused and does not bring it back",
    ],
  },
  {
    rule: "S4",
    broken: "a new session takes the place of another",
    file: "redis/scripts/scripts.ts",
    search:
      "if redis.call('SET', KEYS[1], row, 'NX', 'PX', math.min(ARGV[3], ARGV[4])) then return created end",
    replace: "if redis.call('SET', KEYS[1], row, 'PX', math.min(ARGV[3], ARGV[4])) then return created end",
    tests: REDIS,
    fails: ["S4: a new session never takes the place of another, and removing one twice is no error"],
  },
  {
    rule: "S5",
    broken: "the old id stays alive",
    file: "redis/scripts/scripts.ts",
    search: "redis.call('DEL', KEYS[1])\nreturn { 'moved', created, version }",
    replace: "return { 'moved', created, version }",
    tests: REDIS,
    fails: [
      "S5: regenerate() moves all values to a new id, those saved meanwhile too, and the old id is dead at once",
      "S5: a save in flight on the old id is gone after regenerate(), and the new session is untouched",
      "S5: of two regenerate() at once one wins and the other is told that the session is gone",
    ],
  },
  {
    rule: "S5",
    broken: "the id from before a rotation leads nowhere",
    file: "redis/scripts/scripts.ts",
    search: "grace = math.min(grace, life)",
    replace: "grace = 1",
    tests: REDIS,
    fails: [
      "S5: the cookie from before a rotate() leads to the session, and the response replaces it by the new one",
      "S5: a cookie leads through several rotate() to the session",
    ],
  },
  {
    rule: "S6",
    broken: "any signature counts",
    file: "http/cookie/cookie-signer.ts",
    search: "return expected.length === mac.length && timingSafeEqual(expected, mac);",
    replace: "return expected.length === mac.length && timingSafeEqual(mac, mac);",
    tests: MEMORY,
    fails: ["S6: a cookie of which any one character was changed gives a new session without a store call"],
  },
  {
    rule: "S6",
    broken: "a cookie that an older secret signed is not signed anew",
    file: "http/cookie/cookie-signer.ts",
    search: "isStale: index > 0",
    replace: "isStale: index > 99",
    tests: MEMORY,
    fails: ["S6: a cookie signed with an older secret counts, and is signed anew with the newest"],
  },
  {
    rule: "S6",
    broken: "the handle is the id",
    file: "core/ids.ts",
    search: 'return placeOf(id) + hash("sha256", id, "base64url");',
    replace: 'return hash("sha256", id, "base64url") && id;',
    tests: MEMORY,
    fails: [
      "S6: ids and handles are all different, no handle tells its id, and the handle is the same on every replica",
    ],
  },
  {
    rule: "S7",
    broken: "a row is found after its absolute end",
    file: "redis/scripts/scripts.ts",
    search: "if tonumber(absolute) <= now then return ${REFUSED.gone} end",
    replace: "",
    tests: REDIS,
    fails: [
      "S7: what is past its absolute end is not there for any operation of the store, whatever time was left to it",
    ],
  },
  {
    rule: "S7",
    broken: "reads do not renew the idle timeout",
    file: "core/session/load-session.ts",
    search: "const renewMs = isRenewalDue(store, address) ? lifeLeft(store, address) : 0;",
    replace: "const renewMs = 0;\n  address.renewedAt = performance.now();",
    tests: MEMORY,
    fails: ["S7: a session ends when it was not used for its idle timeout, and reads and saves renew it"],
  },
];
