import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { catchWarnings } from "../../../../test/support/catch-warnings.ts";
import { rowAt } from "../../../../test/support/row-at.ts";
import { saveSession } from "../../../../test/support/save-session.ts";
import { MemoryStore } from "./memory-store.ts";
import type { MemoryStoreOptions } from "./memory-store.ts";

function createStore(options: Partial<MemoryStoreOptions> = {}): MemoryStore {
  return new MemoryStore({ secrets: ["a secret of the tests, long enough"], ...options });
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("MemoryStore", () => {
  it("refuses a clock that is none", () => {
    const refusal = { name: "SessionConfigError", message: expect.stringContaining("clock") };
    expect(() => createStore({ clock: 0 as never })).toThrow(expect.objectContaining(refusal));
  });

  it("warns in production, and says nothing elsewhere", () => {
    const warnings = catchWarnings();
    createStore();
    expect(warnings).toEqual([]);
    vi.stubEnv("NODE_ENV", "production");
    onTestFinished(() => void vi.unstubAllEnvs());
    createStore();
    expect(warnings).toEqual([
      { code: "WRN_SESSION_MEMORY_STORE", message: expect.stringContaining("RedisStore") },
    ]);
  });

  it("goes by the clock that it is given", async () => {
    let now = 0;
    const store = createStore({ idleTimeout: 60, clock: () => now });
    const { id } = await saveSession(store, { user: "ada" });
    now = 59_999;
    expect(store.size).toBe(1);
    now = 60_000;
    expect([store.size, await store.open(id)]).toEqual([0, null]);
  });

  it("searches for what expired while it holds anything, and then leaves the process no timer", async () => {
    const store = createStore({ idleTimeout: 90 });
    await saveSession(store, { user: "ada" });
    const timers = [vi.getTimerCount()];
    for (let minute = 0; minute < 2; minute += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      timers.push(vi.getTimerCount());
    }
    expect(timers).toEqual([1, 1, 0]);
  });

  it("hands out copies: what a caller changes in them is not stored", async () => {
    const store = createStore();
    const { handle } = await saveSession(store, { user: "ada" });
    const row = await rowAt(store, handle);
    row?.entries.set('"user"', '"eve"');
    expect((await rowAt(store, handle))?.entries.get('"user"')).toBe('"ada"');
  });

  it.each(["save", "regenerate"] as const)(
    "%s() past the absolute end is refused, even within the second by which a renewal may miss it",
    async (operation) => {
      const store = createStore({ idleTimeout: 2, absoluteTimeout: 3, touchAfter: 0 });
      const { id } = await saveSession(store, { user: "ada" });
      await vi.advanceTimersByTimeAsync(1500);
      const session = await store.open<Record<string, unknown>>(id);
      await vi.advanceTimersByTimeAsync(1600);
      session?.set("n", 1);
      await expect(session?.[operation]()).rejects.toMatchObject({ code: "ERR_SESSION_GONE" });
    },
  );
});
