import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it, onTestFinished, vi } from "vitest";
import { MemoryStore } from "../../memory/memory-store.ts";
import { saveSession } from "../../../../../test/support/save-session.ts";
import { sessionEvents } from "./session-events.ts";

/** What making messages costs: looks at the clock, and at the kind of the store, which every message says. */
interface Cost {
  readonly clock: number;
  readonly kind: number;
}

/** Lets a session go through each operation once, and counts. */
async function costOfOperations(): Promise<Cost> {
  let kind = 0;
  const store = new MemoryStore({ secrets: ["a secret of the tests, long enough"] });
  Object.defineProperty(store, "kind", { get: () => `memory ${(kind += 1)}` });
  const clock = vi.spyOn(performance, "now");
  const { id } = await saveSession(store, { n: 0 });
  const session = await store.open<{ n: number }>(id);
  session?.set("n", 1);
  await session?.save();
  await session?.update("n", (n = 0) => n + 1);
  await session?.regenerate();
  await session?.bind("ada");
  await session?.destroy();
  await store.revoke("ada");
  await store.open(id);
  const cost = { clock: clock.mock.calls.length, kind };
  clock.mockRestore();
  return cost;
}

it("events cost no message and no look at the clock while nobody listens", async () => {
  const silent = await costOfOperations();
  expect(silent.kind).toBe(0);
  const messages: unknown[] = [];
  const take = (message: unknown): void => void messages.push(message);
  for (const name of Object.keys(sessionEvents)) subscribe(`hertz-sessions:${name}`, take);
  onTestFinished(() => {
    for (const name of Object.keys(sessionEvents)) unsubscribe(`hertz-sessions:${name}`, take);
  });
  const heard = await costOfOperations();
  const timed = messages.filter((message) => "durationMs" in (message as object));
  expect(timed).toHaveLength(10);
  expect(heard).toEqual({ clock: silent.clock + 2 * timed.length, kind: messages.length });
});
