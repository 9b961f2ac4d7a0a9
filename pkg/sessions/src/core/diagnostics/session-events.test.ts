import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { catchEvents } from "../../../../../test/support/catch-events.ts";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import { saveSession, storeWithSession } from "../../../../../test/support/save-session.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import { injectFaults } from "../../testing/inject-faults.ts";
import { Session } from "../session/session.ts";
import { sessionEvents } from "./session-events.ts";

const secrets = ["a secret of the tests, long enough"];
const durationMs: unknown = expect.any(Number);
const IS_HANDLE: unknown = expect.stringMatching(/^[\w-]{40,}$/);

describe("the channels", () => {
  it("are those that the README lists", async () => {
    const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
    const listed = [...readme.matchAll(/^\| `hertz-sessions:(\w+)`/gm)].map(([, name]) => name);
    expect(listed).toEqual(Object.keys(sessionEvents));
  });
});

describe("load", () => {
  it("tells whether an opened session was found, by its handle and never by its id", async () => {
    const { store, open } = await storeWithSession({ a: 1 });
    const loads = catchEvents("load");
    const session = await open();
    const { handle, id } = session;
    await session.destroy();
    await store.open(id);
    expect(loads).toEqual([
      { store: "memory", outcome: "found", handle, durationMs },
      { store: "memory", outcome: "missing", handle, durationMs },
    ]);
    expect(JSON.stringify(loads)).not.toContain(id);
  });

  it("that failed carries the code, and so does error", async () => {
    const { store, open } = await storeWithSession({ a: 1 });
    const [loads, errors] = [catchEvents("load"), catchEvents("error")];
    injectFaults(store).inject("read", { kind: "throw" }, 1);
    await expect(open()).rejects.toThrow();
    const code = "ERR_SESSION_STORE_FAILED";
    expect(loads).toEqual([{ store: "memory", outcome: "failed", code, handle: IS_HANDLE, durationMs }]);
    expect(errors).toEqual([{ store: "memory", operation: "load", code }]);
  });
});

describe("save", () => {
  it("tells a new session from a stored one, with the number of changes, and nothing when nothing changed", async () => {
    const saves = catchEvents("save");
    const { open } = await storeWithSession({ a: 1, b: 2 });
    const session = await open();
    const { handle } = session;
    await session.save();
    session.set("a", 2);
    session.delete("b");
    session.addFlash("hello");
    await session.save();
    expect(saves).toEqual([
      { store: "memory", outcome: "created", handle, changes: 2, durationMs },
      { store: "memory", outcome: "saved", handle, changes: 3, durationMs },
    ]);
  });

  it("of a session that ended meanwhile says gone, and gone says at what", async () => {
    const { open } = await storeWithSession({ a: 1 });
    const session = await open();
    await (await open()).destroy();
    const [saves, gone, errors] = [catchEvents("save"), catchEvents("gone"), catchEvents("error")];
    session.set("a", 2);
    await expect(session.save()).rejects.toThrow();
    expect(saves).toMatchObject([{ outcome: "gone", changes: 1 }]);
    expect(gone).toEqual([{ store: "memory", operation: "save" }]);
    expect(errors).toEqual([]);
  });
});

describe("update and conflict", () => {
  it("tell how often the function ran, and each time that another was faster", async () => {
    const { store, open } = await storeWithSession({ n: 0 });
    const [session, other] = [await open(), await open()];
    await other.update("n", () => 1);
    const [updates, conflicts] = [catchEvents("update"), catchEvents("conflict")];
    await session.update("n", (n) => Number(n) + 1);
    const { handle } = session;
    expect(updates).toEqual([{ store: "memory", outcome: "done", handle, tries: 2, durationMs }]);
    expect(conflicts).toEqual([{ store: "memory", handle }]);
    expect((await store.open<{ n: number }>(session.id))?.get("n")).toBe(2);
  });
});

describe("regenerate, bind, revoke, evict and destroy", () => {
  it("tell what became of which session, and of no user", async () => {
    const store = new MemoryStore({ secrets, maxSessionsPerUser: 1 });
    const [moves, binds, evictions] = [catchEvents("regenerate"), catchEvents("bind"), catchEvents("evict")];
    const first = await saveSession(store, { a: 1 });
    const from = first.handle;
    await first.regenerate();
    await first.bind("ada");
    const second = await saveSession(store, { a: 2 });
    await second.bind("ada");
    expect(moves).toEqual([{ store: "memory", outcome: "done", handle: first.handle, from, durationMs }]);
    const bound = { store: "memory", outcome: "done", durationMs };
    expect(binds).toEqual([
      { ...bound, handle: first.handle },
      { ...bound, handle: second.handle },
    ]);
    expect(evictions).toEqual([{ store: "memory", ended: 1 }]);
    expect(JSON.stringify([moves, binds, evictions])).not.toContain("ada");
  });

  it("of a revoke count what was removed", async () => {
    const store = new MemoryStore({ secrets });
    for (let count = 0; count < 3; count += 1) await (await saveSession(store, { a: 1 })).bind("ada");
    const revokes = catchEvents("revoke");
    const [kept, one] = await store.sessionsOf("ada");
    await store.revoke("ada", { handle: one?.handle ?? "" });
    await store.revoke("ada", { except: kept?.handle ?? "" });
    await store.revoke("ada");
    const message = { store: "memory", outcome: "done", ended: 1, durationMs };
    expect(revokes).toEqual([
      { ...message, which: "one" },
      { ...message, which: "others" },
      { ...message, which: "all" },
    ]);
  });

  it("of a destroy name the session, and only one that was stored", async () => {
    const { store, open } = await storeWithSession({ a: 1 });
    const destroys = catchEvents("destroy");
    const session = await open();
    const { handle } = session;
    await session.destroy();
    await new Session(store, {}).destroy();
    expect(destroys).toEqual([{ store: "memory", outcome: "done", handle, durationMs }]);
  });
});

describe("error", () => {
  it("tells the code of whatever an operation of a session or of its store rejects with", async () => {
    const { store, open } = await storeWithSession({ a: 1 });
    const errors = catchEvents("error");
    const session = await open();
    session.set("a", 1n);
    await expect(session.save()).rejects.toThrow();
    await expect(store.revoke("")).rejects.toThrow();
    await expect(store.markOf("")).rejects.toThrow();
    await expect(store.sessionsOf("")).rejects.toThrow();
    const code = "ERR_SESSION_VALUE";
    expect(errors).toEqual(
      ["save", "revoke", "markOf", "sessionsOf"].map((operation) => ({ store: "memory", operation, code })),
    );
  });

  it("says nothing of what the function given to update() throws", async () => {
    const { open } = await storeWithSession({ a: 1 });
    const [errors, updates] = [catchEvents("error"), catchEvents("update")];
    const own = new Error("of the application");
    await expect(
      (await open()).update("a", () => {
        throw own;
      }),
    ).rejects.toBe(own);
    expect(errors).toEqual([]);
    expect(updates).toMatchObject([{ outcome: "failed", tries: 1 }]);
  });
});

describe("renew and unreadable", () => {
  it("tell of each renewal that a read was to do", async () => {
    const { open } = await storeWithSession({ a: 1 });
    const renewals = catchEvents("renew");
    const { handle } = await open();
    expect(renewals).toEqual([{ store: "memory", handle, outcome: "done" }]);
  });

  it("tell each time of a value that cannot be parsed, of which the warning tells once", async () => {
    const warnings = catchWarnings();
    const { store, open } = await storeWithSession({ a: "x" });
    const { parse } = store.settings.serializer;
    Object.assign(store.settings, {
      serializer: { parse: () => parse("{"), stringify: JSON.stringify },
    });
    const unreadable = catchEvents("unreadable");
    const sessions = [await open(), await open()];
    for (const session of sessions) session.get("a");
    const message = { store: "memory", handle: sessions[0]?.handle, damage: "a value cannot be parsed" };
    expect(unreadable).toEqual([message, message]);
    expect(warnings).toHaveLength(1);
  });
});
