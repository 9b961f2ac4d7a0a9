import { describe, it } from "vitest";
import { MemoryStore } from "hertz-sessions/memory";
import { describeSessionStore, storeAbilities } from "hertz-sessions/testing";

// Two replicas in one process share the one store: there is no other way to share it.
describeSessionStore(
  "MemoryStore",
  async (options) => {
    const store = new MemoryStore(options);
    return { first: store, second: store, close: () => Promise.resolve() };
  },
  { describe, it },
  storeAbilities.filter((ability) => ability !== "deadlines"), // it has nothing to wait for
);
