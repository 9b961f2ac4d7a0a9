import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { injectFaults } from "../../testing/inject-faults.ts";
import { RecordingCarrier } from "../../../../../test/support/recording-carrier.ts";
import { saveSession } from "../../../../../test/support/save-session.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import { watchStore } from "../../testing/store-calls.ts";
import type { StoreCall } from "../../testing/store-calls.ts";
import { loadSession } from "./load-session.ts";
import { addressOf } from "./session-address.ts";
import type { SessionAddress } from "./session-address.ts";
import type { SessionStoreOptions } from "../settings/settings.ts";

/** A store with one session, its address as a process has it that has not seen it yet, and the calls from now on. */
async function storedSession(
  options: Partial<SessionStoreOptions>,
  maxAge?: number,
): Promise<{ store: MemoryStore; address: SessionAddress; calls: StoreCall[] }> {
  const store = new MemoryStore({
    secrets: ["a secret of the tests, long enough"],
    idleTimeout: 100,
    ...options,
  });
  const session = await saveSession(store, { user: "ada" });
  if (maxAge !== undefined) {
    session.options({ maxAge });
    await session.save();
  }
  return {
    store,
    address: addressOf(session.id, store.settings.idleSeconds * 1000),
    calls: watchStore(store),
  };
}

/** The calls in short: which operation, and for how many milliseconds. */
function inShort(calls: readonly StoreCall[]): string[] {
  return calls.map(({ operation, values }) => `${operation} ${String(values[1])}`);
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("loadSession()", () => {
  it("renews the idle timeout with the first read, and again when touchAfter's share of it is over", async () => {
    const { store, address, calls } = await storedSession({ touchAfter: 0.1 });
    await loadSession(store, address);
    vi.advanceTimersByTime(9999);
    await loadSession(store, address);
    vi.advanceTimersByTime(1);
    await loadSession(store, address);
    expect(inShort(calls)).toEqual(["read 100000", "read 0", "read 100000"]);
  });

  it("renews with every read when touchAfter is 0", async () => {
    const { store, address, calls } = await storedSession({ touchAfter: 0 });
    await loadSession(store, address);
    await loadSession(store, address);
    expect(inShort(calls)).toEqual(["read 100000", "read 100000"]);
  });

  it("corrects the lifetime once when the session has an idle timeout of its own, and knows it from then on", async () => {
    const { store, address, calls } = await storedSession({ touchAfter: 0 }, 500);
    await loadSession(store, address);
    await loadSession(store, address);
    expect(inShort(calls)).toEqual(["read 100000", "renew 500000", "read 500000"]);
  });

  it("renews up to the absolute end and not past it", async () => {
    const { store, address, calls } = await storedSession({ touchAfter: 0, absoluteTimeout: 150 });
    vi.advanceTimersByTime(90_000);
    await loadSession(store, address);
    await loadSession(store, address);
    expect(inShort(calls)).toEqual(["read 100000", "renew 60000", "read 60000"]);
    vi.advanceTimersByTime(60_000);
    expect(await loadSession(store, address)).toBeNull();
  });

  it("gives the session although its lifetime could not be corrected, and tries again with the next read", async () => {
    const { store, address } = await storedSession({ touchAfter: 0.5 }, 500);
    injectFaults(store).inject("renew", { kind: "throw" }, 1);
    expect((await loadSession<{ user: string }>(store, address))?.get("user")).toBe("ada");
    const calls = watchStore(store);
    await loadSession(store, address);
    expect(inShort(calls)).toEqual(["read 500000"]);
  });

  it("does not take a mistake in a store for a store that failed", async () => {
    const { store, address } = await storedSession({ touchAfter: 0 }, 500);
    vi.spyOn(store, "renew").mockRejectedValue(new TypeError("a mistake"));
    await expect(loadSession(store, address)).rejects.toThrow(TypeError);
  });

  it("renews at once when the row tells of a shorter idle timeout, by which it is due", async () => {
    const { store, address, calls } = await storedSession({ touchAfter: 0.1 });
    await loadSession(store, address);
    const other = await store.open(address.id);
    other?.options({ maxAge: 3 });
    await other?.save();
    calls.length = 0;
    await vi.advanceTimersByTimeAsync(2000);
    await loadSession(store, address);
    expect(inShort(calls)).toEqual(["read 0", "renew 3000"]);
  });

  it("rejects as the store does, and gives no cookie", async () => {
    const { store, address } = await storedSession({ cookie: { maxAge: 60 } });
    const carrier = new RecordingCarrier();
    injectFaults(store).inject("read", { kind: "throw" }, 1);
    await expect(loadSession(store, address, carrier)).rejects.toMatchObject({
      code: "ERR_SESSION_STORE_FAILED",
    });
    expect(carrier.cookies).toEqual([]);
  });
});

describe("loadSession() with a way to the browser", () => {
  it("sends a cookie with a maxAge again when the session was renewed, and only then", async () => {
    const { store, address } = await storedSession({ cookie: { maxAge: 60 }, touchAfter: 0.5 });
    const carrier = new RecordingCarrier();
    await loadSession(store, address, carrier);
    await loadSession(store, address, carrier);
    expect(carrier.cookies).toEqual([{ id: address.id, cookie: store.settings.cookie }]);
  });

  it("sends the cookie with the maxAge that the session has of its own", async () => {
    const { store, address } = await storedSession({}, 500);
    const carrier = new RecordingCarrier();
    await loadSession(store, address, carrier);
    expect(carrier.cookies).toEqual([{ id: address.id, cookie: { ...store.settings.cookie, maxAge: 500 } }]);
  });

  it("sends a cookie that an older secret signed again, renewed or not", async () => {
    const { store, address } = await storedSession({ touchAfter: 0.5 });
    await loadSession(store, address);
    const carrier = new RecordingCarrier();
    carrier.isStale = true;
    await loadSession(store, address, carrier);
    expect(carrier.cookies.map(({ id }) => id)).toEqual([address.id]);
  });

  it("sends nothing after the headers have gone", async () => {
    const { store, address } = await storedSession({ cookie: { maxAge: 60 } });
    const carrier = new RecordingCarrier();
    carrier.isStale = true;
    carrier.open = false;
    expect(await loadSession(store, address, carrier)).not.toBeNull();
    expect(carrier.cookies).toEqual([]);
  });
});
