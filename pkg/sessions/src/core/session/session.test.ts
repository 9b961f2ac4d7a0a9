import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RecordingCarrier } from "../../../../../test/support/recording-carrier.ts";
import { rowAt } from "../../../../../test/support/row-at.ts";
import { saveSession } from "../../../../../test/support/save-session.ts";
import type { AnySession } from "../../../../../test/support/save-session.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import { watchStore } from "../../testing/store-calls.ts";
import { SessionCookieError } from "../errors.ts";
import { handleOf, isId } from "../ids.ts";
import { loadSession } from "./load-session.ts";
import { addressOf } from "./session-address.ts";
import { Session } from "./session.ts";
import type { SessionStoreOptions } from "../settings/settings.ts";

const NOW = new Date("2026-11-26T12:00:00Z");

function createStore(options: Partial<SessionStoreOptions> = {}): MemoryStore {
  return new MemoryStore({ secrets: ["a secret of the tests, long enough"], ...options });
}

/** Milliseconds from now on until the session ends. */
function lifeOf(session: AnySession): number {
  return session.expiresAt.getTime() - Date.now();
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a new session", () => {
  it("has an id of its own and the handle of that id, and keeps both when it is saved", async () => {
    const session: AnySession = new Session(createStore(), {});
    const { id } = session;
    expect([isId(id), session.handle]).toEqual([true, handleOf(id)]);
    session.set("user", "ada");
    await session.save();
    expect([session.id, session.handle]).toEqual([id, handleOf(id)]);
  });

  it("is new until something is saved", async () => {
    const session: AnySession = new Session(createStore(), {});
    await session.save();
    expect(session.isNew).toBe(true);
    session.set("user", "ada");
    expect(session.isNew).toBe(true);
    await session.save();
    expect(session.isNew).toBe(false);
  });

  it("begins now, and would end after its idle timeout or its absolute one, whichever is shorter", () => {
    const session: AnySession = new Session(createStore({ idleTimeout: 600 }), {});
    expect([session.createdAt, lifeOf(session)]).toEqual([NOW, 600_000]);
    const short: AnySession = new Session(createStore({ idleTimeout: 600, absoluteTimeout: 60 }), {});
    expect(lifeOf(short)).toBe(60_000);
  });

  it("destroy() makes no store call, takes the cookie that the browser may have, and ends it", async () => {
    const store = createStore();
    const carrier = new RecordingCarrier();
    const session: AnySession = new Session(store, { carrier });
    session.set("user", "ada");
    const calls = watchStore(store);
    await session.destroy();
    expect([calls, carrier.cookies, session.keys()]).toEqual([
      [],
      [{ id: undefined, cookie: store.settings.cookie }],
      [],
    ]);
    await expect(session.save()).rejects.toMatchObject({ code: "ERR_SESSION_DESTROYED" });
  });
});

describe("createdAt and expiresAt of a stored session", () => {
  it("createdAt stays, and expiresAt moves with each use", async () => {
    const store = createStore({ idleTimeout: 600 });
    const { id } = await saveSession(store, { user: "ada" });
    vi.advanceTimersByTime(100_000);
    const session = await store.open<Record<string, unknown>>(id);
    if (!session) throw new Error("The session has gone");
    expect([session.createdAt, lifeOf(session)]).toEqual([NOW, 600_000]);
    vi.advanceTimersByTime(100_000);
    expect(lifeOf(session)).toBe(500_000);
    session.set("n", 1);
    await session.save();
    expect(lifeOf(session)).toBe(600_000);
  });

  it("expiresAt is never after the absolute end", async () => {
    const store = createStore({ idleTimeout: 600, absoluteTimeout: 1000 });
    const session = await saveSession(store, { user: "ada" });
    vi.advanceTimersByTime(500_000);
    await session.update("n", () => 1);
    expect(lifeOf(session)).toBe(500_000);
  });

  it("expiresAt is a whole idle timeout from now when the store refused to renew it, for want of anything better", async () => {
    const store = createStore({ idleTimeout: 600 });
    const { id, handle } = await saveSession(store, { user: "ada" });
    const row = await store.read(handle, 0);
    vi.spyOn(store, "read").mockResolvedValue(row);
    const session = await store.open<Record<string, unknown>>(id);
    expect(session && lifeOf(session)).toBe(600_000);
  });

  it("regenerate() begins both anew", async () => {
    const store = createStore({ idleTimeout: 600, absoluteTimeout: 700 });
    const session = await saveSession(store, { user: "ada" });
    vi.advanceTimersByTime(500_000);
    await session.regenerate();
    expect([session.createdAt, lifeOf(session)]).toEqual([new Date(), 600_000]);
  });
});

describe("options()", () => {
  it("lays the attributes over the store's for the cookie of this response", async () => {
    const store = createStore({ cookie: { path: "/app" } });
    const carrier = new RecordingCarrier();
    const session: AnySession = new Session(store, { carrier });
    session.options({ sameSite: "strict" });
    session.options({ httpOnly: false });
    session.set("user", "ada");
    await session.save();
    const cookie = { ...store.settings.cookie, path: "/app", sameSite: "strict", httpOnly: false };
    expect(carrier.cookies).toEqual([{ id: session.id, cookie }]);
  });

  it("gives the cookie of a stored session other attributes with its next save", async () => {
    const store = createStore({ cookie: { maxAge: 600 } });
    const { id } = await saveSession(store, { user: "ada" });
    const carrier = new RecordingCarrier();
    const session = await loadSession<Record<string, unknown>>(store, addressOf(id, 600_000), carrier);
    if (!session) throw new Error("The session has gone");
    carrier.cookies.splice(0); // the one of its renewal
    session.options({ maxAge: 0, sameSite: "strict" });
    session.set("n", 1);
    await session.save();
    expect(carrier.cookies).toEqual([
      { id, cookie: { ...store.settings.cookie, maxAge: 0, sameSite: "strict" } },
    ]);
  });

  it("refuses an option that cannot be, or that this cookie's name forbids, and changes nothing", async () => {
    const store = createStore();
    const carrier = new RecordingCarrier();
    const session: AnySession = new Session(store, { carrier });
    expect(() => session.options({ path: "nowhere", httpOnly: false })).toThrow(SessionCookieError);
    carrier.problem = "A problem of the name";
    expect(() => session.options({ httpOnly: false })).toThrow(
      new SessionCookieError("A problem of the name"),
    );
    session.set("user", "ada");
    await session.save();
    expect(carrier.cookies).toEqual([{ id: session.id, cookie: store.settings.cookie }]);
  });

  it("a maxAge above 0 is the session's idle timeout from its next save on, and is written once", async () => {
    const store = createStore({ idleTimeout: 60 });
    const session = await saveSession(store, { user: "ada" });
    const calls = watchStore(store);
    session.options({ maxAge: 600 });
    await session.save();
    await session.save();
    expect(calls.map(({ values }) => values[1])).toEqual([
      expect.objectContaining({ idle: { seconds: 600, fromMaxAge: true } }),
    ]);
    expect(lifeOf(session)).toBe(600_000);
  });

  it("a maxAge of 0 gives it the store's idle timeout again", async () => {
    const store = createStore({ idleTimeout: 60 });
    const session: AnySession = new Session(store, {});
    session.set("user", "ada");
    session.options({ maxAge: 600 });
    await session.save();
    session.options({ maxAge: 0 });
    await session.save();
    expect(lifeOf(session)).toBe(60_000);
    expect((await rowAt(store, session.handle))?.head.idle).toEqual({ seconds: 60, fromMaxAge: false });
  });
});

describe("flashes", () => {
  it("stand under Hertz's key unless another is given", async () => {
    const session: AnySession = new Session(createStore(), {});
    session.addFlash("one");
    session.addFlash("two", "notes");
    expect([session.flashes("_flash"), session.flashes("notes"), session.flashes()]).toEqual([
      ["one"],
      ["two"],
      [],
    ]);
  });
});
