import { describe, expect, it } from "vitest";
import { bindSession, createStoppedStore } from "../../../../test/support/bound-session.ts";

const HOUR_MS = 60 * 60 * 1000;

describe("the memory of a MemoryStore", () => {
  it("holds nothing of a user whose sessions and marks are over", async () => {
    const { store, clock } = createStoppedStore();
    await bindSession(store);
    await store.revoke("ada");
    await bindSession(store, "bob");
    clock.now += 23 * HOUR_MS;
    expect([store.size, store.users.size]).toEqual([0, 1]);
    clock.now += HOUR_MS;
    expect([store.size, store.users.size]).toEqual([0, 0]);
  });
});
