import { describe, expect, it } from "vitest";
import { injectFaults } from "../../testing/inject-faults.ts";
import { RecordingCarrier } from "../../../../../test/support/recording-carrier.ts";
import { saveSession } from "../../../../../test/support/save-session.ts";
import type { AnySession } from "../../../../../test/support/save-session.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import { Door } from "../../testing/interleave.ts";
import { watchStore } from "../../testing/store-calls.ts";
import { Session } from "./session.ts";

const FAILED = { code: "ERR_SESSION_STORE_FAILED", status: 503 };

function createStore(): MemoryStore {
  return new MemoryStore({ secrets: ["a secret of the tests, long enough"] });
}

/** What is stored under an id, or `null`. */
async function storedUnder(store: MemoryStore, id: string): Promise<Record<string, unknown> | null> {
  const session = await store.open<Record<string, unknown>>(id);
  return session && Object.fromEntries(session.keys().map((key) => [key, session.get(key)]));
}

describe("operations of one session", () => {
  it("go to the store one after another, in the order in which they were started", async () => {
    const store = createStore();
    const session: AnySession = new Session(store, {});
    const calls = watchStore(store);
    session.set("user", "ada");
    const started = [
      session.save(),
      session.save(),
      session.regenerate(),
      session.update("n", () => 1),
      session.destroy(),
    ];
    await Promise.all(started);
    expect(calls.map(({ operation }) => operation)).toEqual(["insert", "move", "merge", "remove"]);
    expect(store.size).toBe(0);
  });

  it("one that fails leaves the next its turn", async () => {
    const store = createStore();
    const session = await saveSession(store, { user: "ada" });
    session.set("n", 1);
    injectFaults(store).inject("merge", { kind: "throw" }, 1);
    const started = [session.save(), session.save()];
    await expect(started[0]).rejects.toMatchObject(FAILED);
    await expect(started[1]).resolves.toBeUndefined();
    expect(await storedUnder(store, session.id)).toEqual({ user: "ada", n: 1 });
  });

  it("what is changed while a save is under way is written by the next", async () => {
    const store = createStore();
    const session = await saveSession(store, { list: [1] });
    const door = new Door();
    watchStore(store, () => door.pass());
    (session.get("list") as number[]).push(2);
    const saving = session.save();
    await door.reached();
    (session.get("list") as number[]).push(3);
    session.set("n", 1);
    door.open();
    await saving;
    expect(await storedUnder(store, session.id)).toEqual({ list: [1, 2] });
    await session.save();
    expect(await storedUnder(store, session.id)).toEqual({ list: [1, 2, 3], n: 1 });
  });

  it("after destroy() was started every other is refused without a store call", async () => {
    const store = createStore();
    const session = await saveSession(store, { user: "ada" });
    const calls = watchStore(store);
    const destroying = session.destroy();
    session.set("n", 1);
    const refused = { name: "SessionStateError", code: "ERR_SESSION_DESTROYED" };
    await Promise.all([
      expect(session.save()).rejects.toMatchObject(refused),
      expect(session.update("n", () => 1)).rejects.toMatchObject(refused),
      expect(session.regenerate()).rejects.toMatchObject(refused),
      expect(session.destroy()).rejects.toMatchObject(refused),
    ]);
    await destroying;
    expect(calls.map(({ operation }) => operation)).toEqual(["remove"]);
  });

  it("a destroy() that failed leaves the session and its cookie, and can be tried again", async () => {
    const store = createStore();
    const carrier = new RecordingCarrier();
    const session: AnySession = new Session(store, { carrier });
    session.set("user", "ada");
    await session.save();
    injectFaults(store).inject("remove", { kind: "throw" }, 1);
    await expect(session.destroy()).rejects.toMatchObject(FAILED);
    expect([session.get("user"), carrier.cookies.length, store.size]).toEqual(["ada", 1, 1]);
    await session.destroy();
    expect([carrier.cookies.at(-1)?.id, store.size]).toEqual([undefined, 0]);
  });
});

describe("save() of a stored session", () => {
  it("that failed writes the same when it is tried again", async () => {
    const store = createStore();
    const session = await saveSession(store, { kept: 1, changed: 1, deleted: 1 });
    session.set("changed", 2);
    session.delete("deleted");
    session.addFlash("hello");
    injectFaults(store).inject("merge", { kind: "throw" }, 1);
    await expect(session.save()).rejects.toMatchObject(FAILED);
    await session.save();
    expect(await storedUnder(store, session.id)).toEqual({ kept: 1, changed: 2 });
    expect((await store.open(session.id))?.flashes()).toEqual(["hello"]);
  });

  it("whose answer was lost stores nothing twice when it is tried again", async () => {
    const store = createStore();
    const session = await saveSession(store, { user: "ada" });
    session.addFlash("hello");
    injectFaults(store).inject("merge", { kind: "lose-answer" }, 1);
    await expect(session.save()).rejects.toMatchObject(FAILED);
    await session.save();
    expect((await store.open(session.id))?.flashes()).toEqual(["hello"]);
  });

  it("after clear() removes what other requests have added, though nothing was stored before", async () => {
    const store = createStore();
    const session = await saveSession(store, { user: "ada" });
    session.delete("user");
    await session.save();
    const other = await store.open<Record<string, unknown>>(session.id);
    other?.set("added", true);
    await other?.save();
    session.clear();
    await session.save();
    expect(await storedUnder(store, session.id)).toEqual({});
  });

  it("a cookie without a maxAge is not sent again", async () => {
    const store = createStore();
    const carrier = new RecordingCarrier();
    const session: AnySession = new Session(store, { carrier });
    session.set("user", "ada");
    await session.save();
    session.set("n", 1);
    await session.save();
    expect(carrier.cookies).toHaveLength(1);
  });
});

describe("save() of a new session", () => {
  it("that failed gives no cookie, and is stored under another id when it is tried again", async () => {
    const store = createStore();
    const carrier = new RecordingCarrier();
    const session: AnySession = new Session(store, { carrier });
    session.set("user", "ada");
    const { id } = session;
    injectFaults(store).inject("insert", { kind: "throw" }, 1);
    await expect(session.save()).rejects.toMatchObject(FAILED);
    expect([carrier.cookies, session.isNew]).toEqual([[], true]);
    await session.save();
    expect(session.id).not.toBe(id);
    expect(carrier.cookies.map((cookie) => cookie.id)).toEqual([session.id]);
    expect(await storedUnder(store, session.id)).toEqual({ user: "ada" });
  });

  it("whose answer was lost does not meet its own row when it is tried again", async () => {
    const store = createStore();
    const session: AnySession = new Session(store, {});
    session.set("user", "ada");
    injectFaults(store).inject("insert", { kind: "lose-answer" }, 1);
    await expect(session.save()).rejects.toMatchObject(FAILED);
    await session.save();
    expect(await storedUnder(store, session.id)).toEqual({ user: "ada" });
  });

  it("never takes the place of another session, whatever the chance", async () => {
    const store = createStore();
    const session: AnySession = new Session(store, {});
    const lifetime = { idle: { seconds: 60, fromMaxAge: false }, absoluteSeconds: 60 };
    await store.insert(session.handle, new Map([['"user"', '"eve"']]), lifetime);
    const { id } = session;
    session.set("user", "ada");
    await expect(session.save()).rejects.toMatchObject(FAILED);
    expect(await storedUnder(store, id)).toEqual({ user: "eve" });
    await session.save();
    expect(await storedUnder(store, session.id)).toEqual({ user: "ada" });
  });

  it("after the headers have gone is refused before it is stored", async () => {
    const store = createStore();
    const carrier = new RecordingCarrier();
    carrier.open = false;
    const session: AnySession = new Session(store, { carrier });
    session.set("user", "ada");
    await expect(session.save()).rejects.toMatchObject({
      name: "SessionStateError",
      code: "ERR_SESSION_HEADERS_SENT",
    });
    expect([store.size, session.isNew, session.get("user")]).toEqual([0, true, "ada"]);
  });
});

describe("regenerate()", () => {
  it("that failed leaves the id, the cookie and what is not saved, and can be tried again", async () => {
    const store = createStore();
    const carrier = new RecordingCarrier();
    const session: AnySession = new Session(store, { carrier });
    session.set("cart", [1]);
    await session.save();
    const { id } = session;
    session.set("user", "ada");
    injectFaults(store).inject("move", { kind: "throw" }, 1);
    await expect(session.regenerate()).rejects.toMatchObject(FAILED);
    expect([session.id, carrier.cookies.length]).toEqual([id, 1]);
    expect(await storedUnder(store, id)).toEqual({ cart: [1] });
    await session.regenerate();
    expect(await storedUnder(store, session.id)).toEqual({ cart: [1], user: "ada" });
    expect([await storedUnder(store, id), carrier.cookies.at(-1)?.id]).toEqual([null, session.id]);
  });

  it("keeps the place, so that a row can move within one slot of Redis Cluster", async () => {
    const session = await saveSession(createStore(), { user: "ada" });
    const before = session.handle;
    await session.regenerate();
    expect(session.handle.slice(0, 4)).toBe(before.slice(0, 4));
    expect(session.handle).not.toBe(before);
  });

  it("after the headers have gone is refused before the store is asked", async () => {
    const store = createStore();
    const carrier = new RecordingCarrier();
    const session: AnySession = new Session(store, { carrier });
    session.set("user", "ada");
    await session.save();
    carrier.open = false;
    const calls = watchStore(store);
    const { id } = session;
    await expect(session.regenerate()).rejects.toMatchObject({ code: "ERR_SESSION_HEADERS_SENT" });
    expect([calls, session.id]).toEqual([[], id]);
  });
});
