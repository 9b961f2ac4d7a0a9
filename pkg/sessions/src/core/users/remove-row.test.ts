import { afterEach, describe, expect, it, vi } from "vitest";
import {
  bindSession,
  createStoppedStore,
  failIndex,
  listedHandles,
} from "../../../../../test/support/bound-session.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("destroy() of a bound session", () => {
  it("resolves when its row is gone, though its entry could not be taken out", async () => {
    const { store } = createStoppedStore();
    const session = await bindSession(store);
    failIndex(store, "leave");
    await session.destroy();
    vi.restoreAllMocks();
    expect(store.size).toBe(0);
    expect(await listedHandles(store)).toEqual([]);
  });
});
