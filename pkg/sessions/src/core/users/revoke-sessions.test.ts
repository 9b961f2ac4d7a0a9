import { afterEach, describe, expect, it, vi } from "vitest";
import { bindSession, createStoppedStore, failIndex } from "../../../../../test/support/bound-session.ts";
import { SessionStoreError } from "../errors.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("revoke()", () => {
  it.each([
    ["nothing", {}],
    ["an undefined handle", { handle: undefined }],
    ["an undefined exception", { except: undefined }],
    ["both", { handle: "a", except: "b" }],
    ["another word", "one"],
  ])("refuses %s in the place of which sessions, and ends none", async (_name, which) => {
    const { store } = createStoppedStore();
    await bindSession(store);
    const revoking = store.revoke("ada", which as "all");
    await expect(revoking).rejects.toMatchObject({ code: "ERR_SESSION_VALUE" });
    expect(store.size).toBe(1);
  });

  it("gives up when a session is still being written after twice the time that it may take", async () => {
    const { store } = createStoppedStore({ deadlineMs: 5 }); // its clock stands still, so the entry stays pending
    failIndex(store, "confirm");
    await expect(bindSession(store)).rejects.toBeInstanceOf(SessionStoreError);
    vi.restoreAllMocks();
    await expect(store.revoke("ada")).rejects.toMatchObject({ code: "ERR_SESSION_STORE_DEADLINE" });
  });
});
