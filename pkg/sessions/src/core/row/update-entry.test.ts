import { describe, expect, it, vi } from "vitest";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import { injectFaults } from "../../testing/inject-faults.ts";
import { storeWithSession } from "../../../../../test/support/save-session.ts";
import type { AnySession } from "../../../../../test/support/save-session.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import { Door } from "../../testing/interleave.ts";
import { watchStore } from "../../testing/store-calls.ts";
import { Session } from "../session/session.ts";

const SECRETS = ["a secret of the tests, long enough"];

const increment = (n: unknown): number => Number(n ?? 0) + 1;

describe("update() of a stored session", () => {
  it("gives the function the value, or undefined, and returns what get() gives from then on", async () => {
    const { open } = await storeWithSession({ cart: [1] });
    const session = await open();
    const cart = await session.update("cart", (lines) => [...(lines as number[]), 2]);
    expect(cart).toEqual([1, 2]);
    expect(session.get("cart")).toBe(cart);
    const seen = vi.fn<(value: unknown) => unknown>(() => undefined);
    await session.update("absent", seen);
    expect(seen.mock.calls).toEqual([[undefined]]);
  });

  it("runs the function again with what another request has stored meanwhile", async () => {
    const { store, open } = await storeWithSession({ n: 1 });
    const session = await open();
    const other = await open();
    other.set("n", 10);
    await other.save();
    const calls = watchStore(store);
    const change = vi.fn<(value: unknown) => unknown>(increment);
    expect(await session.update("n", change)).toBe(11);
    expect(change.mock.calls).toEqual([[1], [10]]);
    expect(calls.map(({ operation }) => operation)).toEqual(["merge", "merge"]);
  });

  it("hands what it stored to the updates that wait behind it, so that each costs one store call", async () => {
    const { store, open } = await storeWithSession({ n: 0 });
    const sessions = [await open(), await open(), await open(), await open()];
    const calls = watchStore(store);
    const results = await Promise.all(sessions.map((session) => session.update("n", increment)));
    expect(results).toEqual([1, 2, 3, 4]);
    expect(calls).toHaveLength(4);
  });

  it("does not wait for updates of other keys", async () => {
    const { store, open } = await storeWithSession({ n: 0 });
    const door = new Door();
    const [slow, fast] = [await open(), await open()];
    watchStore(store, ({ values }) =>
      JSON.stringify(values).includes("slow") ? door.pass() : Promise.resolve(),
    );
    const waiting = slow.update("slow", increment);
    await expect(fast.update("fast", increment)).resolves.toBe(1);
    door.open();
    await expect(waiting).resolves.toBe(1);
  });

  it("rejects with ERR_SESSION_CONFLICT at its deadline when others are always faster, and nothing is written", async () => {
    const { store, open } = await storeWithSession({ n: 0, other: true }, 200);
    const session = await open();
    let found = 0;
    const merge = vi.spyOn(store, "merge");
    merge.mockImplementation(async () => {
      await new Promise(setImmediate);
      return { found: String((found += 1)) };
    });
    const startedAt = performance.now();
    const conflict = { code: "ERR_SESSION_CONFLICT", name: "SessionStoreError", status: 503 };
    await expect(session.update("n", increment)).rejects.toMatchObject(conflict);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199);
    expect(merge.mock.calls.length).toBeGreaterThan(1);
    merge.mockRestore();
    expect((await open()).get("n")).toBe(0);
    await expect(session.update("n", increment)).resolves.toBe(1);
  });

  it("rejects with ERR_SESSION_CONFLICT without a try when those before it took all the time that it has", async () => {
    const { store, open } = await storeWithSession({ n: 0 }, 20);
    const [one, two] = [await open(), await open()];
    const door = new Door();
    const calls = watchStore(store, () => door.pass());
    const updates = [one.update("n", increment), two.update("n", increment)] as const;
    const refused = expect(updates[1]).rejects.toMatchObject({ code: "ERR_SESSION_CONFLICT" });
    await door.reached();
    await new Promise((resolve) => {
      setTimeout(resolve, 25);
    });
    door.open();
    await expect(updates[0]).resolves.toBe(1);
    await refused;
    expect(calls).toHaveLength(1);
  });

  it("refuses a function that returns a promise, and nothing is written", async () => {
    const { store, open } = await storeWithSession({ n: 0 });
    const session = await open();
    const calls = watchStore(store);
    const refusal = {
      name: "SessionValueError",
      code: "ERR_SESSION_VALUE",
      message: expect.stringContaining('"n"'),
    };
    await expect(session.update("n", async () => 1)).rejects.toMatchObject(refusal);
    expect(calls).toEqual([]);
  });

  it("rejects with what the function throws, and the next update goes on", async () => {
    const { store, open } = await storeWithSession({ n: 0 });
    const session = await open();
    const calls = watchStore(store);
    const failure = new Error("the function failed");
    const failing = session.update("n", () => {
      throw failure;
    });
    const next = session.update("n", increment);
    await expect(failing).rejects.toBe(failure);
    await expect(next).resolves.toBe(1);
    expect(calls).toHaveLength(1);
  });

  it("goes on from a stored value that cannot be parsed, again and again, and leaves nothing to save", async () => {
    const { store, open } = await storeWithSession({ user: "ada" });
    catchWarnings();
    const session = await open();
    const broken = { clear: false, set: [['"list"', "[1"]], remove: [], idle: undefined } as const;
    await store.merge(session.handle, broken);
    const reader = await open();
    expect(reader.get("list")).toBeUndefined();
    const append = (list: unknown): unknown => [...((list ?? []) as number[]), 1];
    expect(await reader.update("list", append)).toEqual([1]);
    expect(await reader.update("list", append)).toEqual([1, 1]);
    const calls = watchStore(store);
    await reader.save();
    expect(calls).toEqual([]);
  });
});

describe("update() of a new session", () => {
  it("stores it with everything else that was set, in one store call", async () => {
    const store = new MemoryStore({ secrets: SECRETS });
    const session: AnySession = new Session(store, {});
    session.set("user", "ada");
    const calls = watchStore(store);
    expect(await session.update("n", increment)).toBe(1);
    expect(calls.map(({ operation }) => operation)).toEqual(["insert"]);
    const stored = await store.open<Record<string, unknown>>(session.id);
    expect([stored?.get("user"), stored?.get("n")]).toEqual(["ada", 1]);
  });

  it("refuses a function that returns a promise, and nothing is stored", async () => {
    const store = new MemoryStore({ secrets: SECRETS });
    const session: AnySession = new Session(store, {});
    await expect(session.update("n", async () => 1)).rejects.toMatchObject({ code: "ERR_SESSION_VALUE" });
    expect(store.size).toBe(0);
  });

  it("that failed counts once when it is tried again", async () => {
    const store = new MemoryStore({ secrets: SECRETS });
    const session: AnySession = new Session(store, {});
    injectFaults(store).inject("insert", { kind: "throw" }, 1);
    await expect(session.update("n", increment)).rejects.toMatchObject({ code: "ERR_SESSION_STORE_FAILED" });
    expect(await session.update("n", increment)).toBe(1);
  });
});
