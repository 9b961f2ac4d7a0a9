import { describe, expect, it } from "vitest";
import { storeWithSession } from "../../../../../test/support/save-session.ts";
import type { AnySession } from "../../../../../test/support/save-session.ts";
import { Door } from "../../testing/interleave.ts";
import { watchStore } from "../../testing/store-calls.ts";

const increment = (n: unknown): number => Number(n ?? 0) + 1;

describe("update() after other changes of the request", () => {
  it.each<[string, (session: AnySession) => unknown]>([
    ["set", (session) => session.set("list", [2])],
    ["changed in place", (session) => (session.get("list") as number[]).push(2)],
    ["deleted", (session) => session.delete("list")],
    ["cleared", (session) => session.clear()],
  ])("refuses a key that this request has %s without saving it", async (_name, change) => {
    const { store, open } = await storeWithSession({ list: [1] });
    const session = await open();
    change(session);
    const calls = watchStore(store);
    const refusal = { name: "SessionStateError", code: "ERR_SESSION_UNSAVED_CHANGE" };
    await expect(session.update("list", () => [])).rejects.toMatchObject(refusal);
    expect(calls).toEqual([]);
  });

  it("leaves what the request changed under other keys to its save()", async () => {
    const { open } = await storeWithSession({ n: 0 });
    const session = await open();
    session.set("other", "later");
    await session.update("n", increment);
    expect((await open()).keys()).toEqual(["n"]);
    await session.save();
    expect((await open()).keys()).toEqual(["n", "other"]);
  });

  it("counts on from a value that the same request has set and saved, and a later save does not undo it", async () => {
    const { store, open } = await storeWithSession({ user: "ada" });
    const session = await open();
    session.set("n", 10);
    await session.save();
    expect(await session.update("n", increment)).toBe(11);
    expect(session.get("n")).toBe(11);
    const calls = watchStore(store);
    await session.save();
    expect(calls).toEqual([]);
    expect((await open()).get("n")).toBe(11);
  });

  it("is not hindered by a delete() of a key that is not there, and the next save does not remove it", async () => {
    const { open } = await storeWithSession({ user: "ada" });
    const session = await open();
    expect(session.delete("n")).toBe(false);
    expect(await session.update("n", increment)).toBe(1);
    session.set("user", "eve");
    await session.save();
    expect((await open()).get("n")).toBe(1);
  });

  it("is not refused after clear() and save(), though nothing was stored to clear", async () => {
    const { open } = await storeWithSession({ n: 0 });
    const session = await open();
    session.delete("n");
    await session.save();
    session.clear();
    await session.save();
    await expect(session.update("n", increment)).resolves.toBe(1);
  });
});

describe("while an update is under way,", () => {
  it("set() under its key stands, and is stored by the next save", async () => {
    const { store, open } = await storeWithSession({ n: 0 });
    const session = await open();
    const door = new Door();
    watchStore(store, () => door.pass());
    const updating = session.update("n", increment);
    await door.reached();
    session.set("n", 100);
    door.open();
    await updating;
    expect(session.get("n")).toBe(100);
    await session.save();
    expect((await open()).get("n")).toBe(100);
  });

  it.each(["delete", "clear"] as const)("%s() stands, and is stored by the next save", async (end) => {
    const { store, open } = await storeWithSession({ list: [0], user: "ada" });
    const session = await open();
    const door = new Door();
    watchStore(store, () => door.pass());
    const updating = session.update("list", () => [1]);
    await door.reached();
    session[end]("list");
    door.open();
    await expect(updating).resolves.toEqual([1]);
    expect([session.get("list"), session.has("list"), session.keys().includes("list")]).toEqual([
      undefined,
      false,
      false,
    ]);
    await session.save();
    expect((await open()).has("list")).toBe(false);
  });
});
