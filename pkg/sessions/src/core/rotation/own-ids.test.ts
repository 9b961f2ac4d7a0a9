import { describe, expect, it } from "vitest";
import { saveSession } from "../../../../../test/support/save-session.ts";
import { SessionMount } from "../../http/mount/session-mount.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import type { MemoryStoreOptions } from "../../memory/memory-store.ts";
import { runRelease } from "../../testing/data-release.ts";
import type { SessionIds } from "../ids.ts";

let created = 0;

const ownIds: SessionIds = {
  create: () => `own-${(created += 1)}`,
  isId: (text) => /^own-\d+$/.test(text),
  handleOf: (id) => `handle of ${id}`,
};

class OwnIdStore extends MemoryStore {
  override readonly ids = ownIds;
}

function createOwnIdStore(options: Partial<MemoryStoreOptions> = {}): OwnIdStore {
  return new OwnIdStore({ secrets: ["a secret of the tests, long enough"], ...options });
}

describe("a store with ids of its own", () => {
  it("refuses rotate(): the session stays as it is, under its id", async () => {
    const store = createOwnIdStore();
    const session = await saveSession(store, { n: 1 });
    const { id } = session;
    await expect(session.rotate()).rejects.toMatchObject({ code: "ERR_SESSION_NO_ROTATION" });
    expect(session.id).toBe(id);
    expect((await store.open<Record<string, unknown>>(id))?.get("n")).toBe(1);
  });

  it("cannot be mounted with rotateAfter", () => {
    const store = createOwnIdStore({ rotateAfter: 60 });
    expect(() => new SessionMount("sid", store)).toThrow("rotateAfter needs a store that can rotate");
  });

  it("gives a session of an older data version such an id, too", async () => {
    const store = createOwnIdStore();
    const { id } = await saveSession(store, { n: 1 });
    runRelease(store, { dataVersion: 1, migrations: { 1: (data) => ({ ...data, isNew: true }) } });
    const session = await store.open<Record<string, unknown>>(id);
    await session?.regenerate();
    expect(session?.id).toMatch(/^own-\d+$/);
    expect((await store.open<Record<string, unknown>>(session?.id ?? ""))?.get("isNew")).toBe(true);
  });
});
