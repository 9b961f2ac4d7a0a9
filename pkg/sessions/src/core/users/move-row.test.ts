import { afterEach, describe, expect, it, vi } from "vitest";
import {
  bindSession,
  createStoppedStore,
  failIndex,
  listedHandles,
} from "../../../../../test/support/bound-session.ts";

const HOUR_MS = 60 * 60 * 1000;

afterEach(() => {
  vi.restoreAllMocks();
});

describe("regenerate() of a bound session", () => {
  it("stands when the index cannot be asked to confirm it: its entry is there", async () => {
    const { store, clock } = createStoppedStore();
    const session = await bindSession(store);
    failIndex(store, "confirm");
    await session.regenerate();
    vi.restoreAllMocks();
    expect(await listedHandles(store)).toEqual([session.handle]);
    clock.now += HOUR_MS / 4;
    expect(await store.revoke("ada")).toBe(1);
  });

  it("leaves the session where it was when the index cannot be asked to enter it", async () => {
    const { store } = createStoppedStore();
    const session = await bindSession(store);
    const { handle } = session;
    failIndex(store, "enter");
    await expect(session.regenerate()).rejects.toMatchObject({ code: "ERR_SESSION_STORE_DEADLINE" });
    vi.restoreAllMocks();
    expect(session.handle).toBe(handle);
    expect(await listedHandles(store)).toEqual([handle]);
  });
});
