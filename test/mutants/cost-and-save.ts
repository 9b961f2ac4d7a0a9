import { MEMORY, REDIS } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";

/** S1 to S3: what a request costs, and what a save writes. */
export const costAndSaveMutants: readonly Mutant[] = [
  {
    rule: "S1",
    broken: "a visitor without a cookie is looked for in the store",
    file: "http/mount/session-mount.ts",
    search: 'reportLoad(this.store, sent.isPresent ? "refused" : "new");',
    replace: 'await this.store.read("none", 0);',
    tests: MEMORY,
    fails: ["S1: getSession() without a cookie gives a new session and makes no store call"],
  },
  {
    rule: "S1",
    broken: "mounting the middleware loads the session",
    file: "http/mount/request-sessions.ts",
    search: "request[SESSIONS] = new MountedSession(mount, request, response, first);",
    replace:
      "request[SESSIONS] = new MountedSession(mount, request, response, first);\n  void request[SESSIONS].load();",
    tests: MEMORY,
    fails: ["S1: a request that does not ask for its session makes no store call"],
  },
  {
    rule: "S2",
    broken: "each getSession() of a request reads the session again",
    file: "http/mount/request-sessions.ts",
    search: "this.#loading ??= this.mount",
    replace: "this.#loading = this.mount",
    tests: MEMORY,
    fails: ["S2: all getSession() calls of a request give one session for one store call"],
  },
  {
    rule: "S2",
    broken: "each read renews the idle timeout",
    file: "core/session/load-session.ts",
    search: "return performance.now() - address.renewedAt >= address.idleMs * store.settings.touchAfter;",
    replace: "return address.idleMs * store.settings.touchAfter >= 0;",
    tests: MEMORY,
    fails: [
      "S2: a process renews the idle timeout with its first read and not again within touchAfter",
      "S2: a save renews the idle timeout, so the next read need not",
      "S2: a cookie with a maxAge is sent again when its session is renewed, and only then",
    ],
  },
  {
    rule: "S3",
    broken: "a save writes the values that were only read",
    file: "core/values/entries.ts",
    search:
      "if (stored !== undefined && (text === stored || text === this.#respell(stored))) return undefined;",
    replace: "if (this.#respell(text) === undefined) return undefined;",
    tests: MEMORY,
    fails: [
      "S3: save() makes no store call when nothing changed, or an equal value was set",
      "S3: a value that is changed in place is saved, and alone",
    ],
  },
  {
    rule: "S3",
    broken: "a save writes the whole record",
    file: "core/row/apply-delta.ts",
    search: "new Map(clear ? [] : entries)",
    replace: "new Map(clear || set.length > 0 ? [] : entries)",
    tests: MEMORY,
    fails: [
      "S3: two requests at once that change different keys lose neither change",
      "S3: flashes left at once by two requests are all read, and once",
    ],
  },
  {
    rule: "S3",
    broken: "a save puts the row that it knows in the place of whatever stands there",
    file: "redis/scripts/scripts.ts",
    search: "if redis.pcall('GET', KEYS[1]) ~= ARGV[2] then return ${REFUSED.changed} end",
    replace: "",
    tests: REDIS,
    fails: [
      "S3: two requests at once that change different keys lose neither change",
      "S3: flashes left at once by two requests are all read, and once",
    ],
  },
  {
    rule: "S3",
    broken: "update() writes whatever stands there",
    file: "redis/scripts/scripts.ts",
    search: "if found ~= ARGV[7] then return { 'found', found } end",
    replace: "",
    tests: REDIS,
    fails: ["S3: 40 updates at once over two replicas count to exactly 40"],
  },
];
