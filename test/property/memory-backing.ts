import { MemoryStore } from "hertz-sessions/memory";
import type { Backing } from "./backing.ts";
import { ABSOLUTE_SECONDS, IDLE_SECONDS } from "./store-model.ts";

/** What stores of this property are told: nothing that is asked for takes as long as the time that may pass meanwhile. */
export const PROPERTY_OPTIONS = {
  secrets: ["the secret of the property test, long enough"],
  idleTimeout: IDLE_SECONDS,
  absoluteTimeout: ABSOLUTE_SECONDS,
  deadlineMs: 60_000,
};

/** One store in this process, with a clock that is set. */
export async function createMemoryBacking(): Promise<Backing> {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const store = new MemoryStore({ ...PROPERTY_OPTIONS, clock: () => clock.now });
  return {
    stores: [store, store],
    mark: "",
    pass: async (seconds) => {
      clock.now += seconds * 1000;
    },
  };
}
