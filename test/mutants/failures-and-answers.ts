import { MEMORY, REDIS } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";

/** S8 to S10: a store that fails, input from outside, and what a response says. */
export const failureAndAnswerMutants: readonly Mutant[] = [
  {
    rule: "S8",
    broken: "a session that could not be read counts as none",
    file: "core/session/load-session.ts",
    search: '    reportRejection(store, "load", error);\n    throw error;',
    replace: '    reportRejection(store, "load", error);\n    return null;',
    tests: MEMORY,
    fails: [
      "S8: getSession() rejects when the session cannot be read, and finds it under the same cookie when it can",
      "S8: what fails in one request fails in no other",
    ],
  },
  {
    rule: "S8",
    broken: "Redis carries out what comes after the deadline",
    file: "redis/scripts/scripts.ts",
    search: "if now > tonumber(ARGV[1]) then return ${REFUSED.late} end",
    replace: "",
    tests: REDIS,
    fails: [
      "S8: a save that the store leaves unanswered rejects in time, and is not carried out later",
      "S8: an update that the store leaves unanswered rejects in time, and is not carried out later",
      "S8: a regenerate that the store leaves unanswered rejects in time, and is not carried out later",
    ],
  },
  {
    rule: "S8",
    broken: "another try of a first save whose answer was lost meets the row that it made",
    file: "core/session/session-operations.ts",
    search: "if (!this.#head) this.#address = undefined;",
    replace: "",
    tests: MEMORY,
    fails: [
      "S8: a first save whose answer is lost sets no cookie, and another try stores the session under another id",
    ],
  },
  {
    rule: "S9",
    broken: "of two different cookies that verify, the last counts",
    file: "http/mount/session-mount.ts",
    search:
      "if (known && known.address.id !== candidate.address.id) return { isPresent: true, known: undefined };",
    replace: "",
    tests: MEMORY,
    fails: [
      "S9: of several cookies of one name the one that verifies counts, and two different ones that verify count as none",
    ],
  },
  {
    rule: "S9",
    broken: "the cookie is set before the store has acknowledged",
    file: "core/session/session-operations.ts",
    search: '    this.cookie.requireOpen("save");\n    const { address } = this;',
    replace:
      '    this.cookie.requireOpen("save");\n    const { address } = this;\n    this.cookie.issue(address);',
    tests: MEMORY,
    fails: [
      "S9: the cookie of a saved session is not set before the store has acknowledged",
      "S8: a first save that fails sets no cookie, and another try stores the session",
    ],
  },
  {
    rule: "S9",
    broken: "a session that does not exist is begun under the id that the browser brought",
    file: "http/mount/session-mount.ts",
    search: "this.#known.delete(sent.known.value);\n    return new Session(this.store, { carrier });",
    replace:
      'const { address } = sent.known;\n    const head = { createdAt: 0, absoluteEnd: Infinity, idle: { seconds: 60, fromMaxAge: false }, user: "", dataVersion: 0 };\n    return new Session(this.store, { stored: { address, row: { head, entries: new Map() } }, carrier });',
    tests: MEMORY,
    fails: ["S9: a valid cookie whose session does not exist gives a new session under a new id"],
  },
  {
    rule: "S10",
    broken: "a second save adds a second header",
    file: "http/response/response-cookies.ts",
    search: "    this.withdraw();\n    this.#lines = lines;",
    replace: "    this.#lines = lines;",
    tests: MEMORY,
    fails: [
      "S10: a response has one Set-Cookie for a session however often it is saved, beside those of others",
    ],
  },
  {
    rule: "S10",
    broken: "a slow response sends the cookie of a session that has ended",
    file: "http/response/response-cookies.ts",
    search: "if (this.#isDead()) {",
    replace: "if (this.#isDead() && this.#lines.length > 99) {",
    tests: MEMORY,
    fails: [
      "S10: a slow response does not send the cookie of a session that was destroyed or moved meanwhile in this process",
    ],
  },
  {
    rule: "S10",
    broken: "shared caches may keep a response with the cookie",
    file: "http/response/response-cookies.ts",
    search: "    markPrivate(this.#response);\n  }",
    replace: "  }",
    tests: MEMORY,
    fails: ["S10: a response that sets the cookie is private, whatever the handler says about caching"],
  },
];
