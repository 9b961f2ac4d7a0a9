import { describe, expect, it } from "vitest";
import { bindSession, createStoppedStore } from "../../../../../test/support/bound-session.ts";
import { injectFaults } from "../../testing/inject-faults.ts";
import { saveSession } from "../../../../../test/support/save-session.ts";
import type { AnySession } from "../../../../../test/support/save-session.ts";
import { Session } from "../session/session.ts";

describe("bind()", () => {
  it("stores a new session that has no values", async () => {
    const { store } = createStoppedStore();
    const session = await bindSession(store);
    expect(session.isNew).toBe(false);
    expect(await store.open(session.id)).not.toBeNull();
  });

  it.each([
    ["an empty text", ""],
    ["half a surrogate pair", "ada\ud83d"],
    ["a number", 42],
    ["nothing", undefined],
  ])("refuses %s as a user, and stores nothing", async (_name, user) => {
    const { store } = createStoppedStore();
    const binding = new Session(store, {}).bind(user as string);
    await expect(binding).rejects.toMatchObject({ code: "ERR_SESSION_VALUE" });
    expect(store.size).toBe(0);
  });

  it("says so when the store cannot tell whose sessions it holds", async () => {
    const { store } = createStoppedStore();
    Object.defineProperty(store, "users", { value: undefined });
    await expect(bindSession(store)).rejects.toMatchObject({ code: "ERR_SESSION_NO_USER_INDEX" });
    await expect(store.revoke("ada")).rejects.toMatchObject({ code: "ERR_SESSION_NO_USER_INDEX" });
  });

  it("can be tried again under another id after the store has failed, with the changes that were not stored", async () => {
    const { store, clock } = createStoppedStore();
    const session: AnySession = new Session(store, {});
    session.set("n", 1);
    injectFaults(store).inject("insert", { kind: "lose-answer" }, 1);
    await expect(session.bind("ada")).rejects.toMatchObject({ code: "ERR_SESSION_STORE_FAILED" });
    await session.bind("ada");
    expect((await store.open<{ n: number }>(session.id))?.get("n")).toBe(1);
    clock.now += 4000; // until then the first try counts as under way
    expect(await store.revoke("ada")).toBe(2);
  });

  it("of a session that has ended leaves nothing in the index", async () => {
    const { store } = createStoppedStore();
    const session = await saveSession(store, { n: 1 });
    await store.remove(session.handle);
    await expect(session.bind("ada")).rejects.toMatchObject({ code: "ERR_SESSION_GONE" });
    expect(await store.users.entries("ada")).toEqual([]);
  });
});
