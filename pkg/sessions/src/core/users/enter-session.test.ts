import { afterEach, describe, expect, it, vi } from "vitest";
import { bindSession, createStoppedStore, listedHandles } from "../../../../../test/support/bound-session.ts";
import { MemoryStore } from "../../memory/memory-store.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a session that is about to be bound", () => {
  it("does not write the row when the index has taken so long that the entry may count as left behind", async () => {
    const { store } = createStoppedStore({ deadlineMs: 100 });
    const enter = store.users.enter.bind(store.users);
    vi.spyOn(store.users, "enter").mockImplementation(async (...values) => {
      const entered = await enter(...values);
      const late = performance.now() + 201;
      vi.spyOn(performance, "now").mockReturnValue(late);
      return entered;
    });
    const binding = bindSession(store);
    await expect(binding).rejects.toMatchObject({ code: "ERR_SESSION_STORE_DEADLINE" });
    vi.restoreAllMocks();
    expect(store.size).toBe(0);
  });

  it("looks through an index of 64, of which most have expired, so that it does not grow for ever", async () => {
    const { store } = createStoppedStore();
    for (let count = 1; count < 64; count += 1) await store.remove((await bindSession(store)).handle);
    expect(await store.users.entries("ada")).toHaveLength(63);
    const last = await bindSession(store);
    expect(await store.users.entries("ada")).toMatchObject([{ handle: last.handle }]);
  });

  it("evicts as many as are too many, also when the limit was higher before", async () => {
    const { store, clock } = createStoppedStore();
    for (let count = 0; count < 5; count += 1) await bindSession(store);
    const secrets = ["a secret of the tests, long enough"];
    const strict = new MemoryStore({ secrets, clock: () => clock.now, maxSessionsPerUser: 2 });
    Object.assign(strict, { users: store.users, insert: store.insert.bind(store) });
    await bindSession(strict);
    expect(await listedHandles(store)).toHaveLength(2);
  });
});
