import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import type { SessionStore } from "../core/store.ts";
import { MemoryStore } from "../memory/memory-store.ts";
import { watchStore } from "../testing/store-calls.ts";
import { getSession } from "../http/get-session.ts";
import { sessions } from "./sessions.ts";
import type { SessionMiddleware } from "./sessions.ts";

const CONFIG = { name: "SessionConfigError", code: "ERR_SESSION_CONFIG" };

function createStore(): MemoryStore {
  return new MemoryStore({ secrets: ["a secret of the tests, long enough"] });
}

/** A request that went through these, and what each told the next. */
function requestThrough(...middleware: SessionMiddleware[]): { request: IncomingMessage; told: unknown[][] } {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const next = vi.fn<(error?: unknown) => void>();
  for (const mount of middleware) mount(request, response, next);
  return { request, told: next.mock.calls };
}

describe("sessions()", () => {
  it("goes on at once, without a store call", () => {
    const store = createStore();
    const calls = watchStore(store);
    const { told } = requestThrough(sessions("a", store));
    expect([told, calls]).toEqual([[[]], []]);
  });

  it("mounted twice on the way of a request gives one session", async () => {
    const store = createStore();
    const { request, told } = requestThrough(sessions("a", store), sessions("a", store));
    expect(told).toEqual([[], []]);
    expect(await getSession(request)).toBe(await getSession(request, "a"));
  });

  it("mounted twice under one name over different stores is told to the error handler", () => {
    const { told } = requestThrough(sessions("a", createStore()), sessions("a", createStore()));
    expect(told).toEqual([[], [expect.objectContaining(CONFIG)]]);
  });

  it.each<[string, unknown]>([
    ["no name", []],
    ["an empty name", ""],
    ["a name that no cookie can have", "a b"],
    ["a name that needs attributes which the store's cookie has not", "__Host-a"],
    ["the same name twice", ["a", "b", "a"]],
    ["something else than a name", 42],
    ["nothing", undefined],
    ["something else than a name in a list", ["a", null]],
  ])("refuses %s when it is called, not when requests come", (_name, names) => {
    expect(() => sessions(names as string, createStore())).toThrow(expect.objectContaining(CONFIG));
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a function", () => undefined],
    ["the options of a store", { secrets: ["x"] }],
  ])("refuses %s instead of a store, and names one", (_name, store) => {
    const refusal = { ...CONFIG, message: expect.stringContaining("new MemoryStore") };
    expect(() => sessions("a", store as SessionStore)).toThrow(expect.objectContaining(refusal));
  });
});
