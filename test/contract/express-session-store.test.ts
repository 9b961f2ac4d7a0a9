import { MemoryStore } from "express-session";
import { ExpressSessionStore } from "hertz-sessions/express-session";
import { describeSessionStore, storeAbilities } from "hertz-sessions/testing";
import { describe, it } from "vitest";

/** What needs more than a store that reads and writes whole sessions; the other promises hold within a process. */
const beyond = ["users", "deadlines", "rotate"];

describeSessionStore(
  "a store made for express-session, within one process",
  async (options) => {
    const store = new MemoryStore();
    return {
      first: new ExpressSessionStore({ ...options, store }),
      second: new ExpressSessionStore({ ...options, store }),
      close: () => Promise.resolve(),
    };
  },
  { describe, it },
  storeAbilities.filter((ability) => !beyond.includes(ability)),
);
