import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RedisCommands } from "./redis-commands.ts";
import { Silence } from "./silence.ts";

/** A call whose end the test decides. */
function pendingCall(): { readonly call: Promise<unknown>; answer(): void; fail(): void } {
  let answer: (value?: unknown) => void = () => undefined;
  let fail: (reason: Error) => void = () => undefined;
  const call = new Promise((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return { call, answer: () => answer(), fail: () => fail(new Error("Connection is closed.")) };
}

let probes: ReturnType<typeof pendingCall>[];
let silence: Silence;

beforeEach(() => {
  vi.useFakeTimers();
  probes = [];
  const time = (): Promise<unknown> => {
    const probe = pendingCall();
    probes.push(probe);
    return probe.call;
  };
  silence = new Silence({ time } as unknown as RedisCommands);
});

afterEach(() => {
  vi.useRealTimers();
});

describe("Silence", () => {
  it("is not kept while no call was late", () => {
    expect(silence.end()).toBeUndefined();
  });

  it.each(["answer", "fail"] as const)(
    "begins with a late call and ends when that one settles: %s",
    async (settle) => {
      const late = pendingCall();
      silence.begin(late.call);
      expect(silence.end()).toBeDefined();
      late[settle]();
      await vi.advanceTimersByTimeAsync(0);
      expect(silence.end()).toBeUndefined();
    },
  );

  it("asks the server once a second while somebody wants to know, and ends with the answer", async () => {
    silence.begin(pendingCall().call);
    for (let tenths = 0; tenths < 25; tenths += 1) {
      expect(silence.end()).toBeDefined();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(probes).toHaveLength(2);
    const end = silence.end();
    probes[1]?.answer();
    await end;
    expect(silence.end()).toBeUndefined();
  });
});
