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

describe("sessionsOf()", () => {
  it("tells when a session was last used, and when it ends if it is not used again", async () => {
    const { store, clock } = createStoppedStore({ idleTimeout: 3600, touchAfter: 0 });
    const session = await bindSession(store);
    const boundAt = clock.now;
    clock.now += HOUR_MS / 2;
    await store.open(session.id);
    const usedAt = clock.now;
    clock.now += HOUR_MS / 4;
    expect(await store.sessionsOf("ada")).toMatchObject([
      {
        boundAt: new Date(boundAt),
        createdAt: new Date(boundAt),
        lastSeenAt: new Date(usedAt),
        expiresAt: new Date(usedAt + HOUR_MS),
      },
    ]);
  });

  it("answers when what it found in vain cannot be taken out", async () => {
    const { store } = createStoppedStore();
    const session = await bindSession(store);
    await store.remove((await bindSession(store)).handle);
    failIndex(store, "leave");
    expect(await listedHandles(store)).toEqual([session.handle]);
  });
});
