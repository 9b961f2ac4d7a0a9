import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { injectFaults } from "../testing/inject-faults.ts";
import { MemoryStore } from "../memory/memory-store.ts";
import { watchStore } from "../testing/store-calls.ts";
import { getSession } from "./get-session.ts";
import { sessions } from "../express/sessions.ts";
import type { SessionMiddleware } from "../express/sessions.ts";

const NOT_MOUNTED = { name: "SessionStateError", code: "ERR_SESSION_NOT_MOUNTED" };

function createStore(): MemoryStore {
  return new MemoryStore({ secrets: ["a secret of the tests, long enough"] });
}

/** A request that went through these, and its response. */
function requestThrough(
  middleware: readonly SessionMiddleware[],
  cookie?: string,
): { request: IncomingMessage; response: ServerResponse } {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  if (cookie !== undefined) request.headers.cookie = cookie;
  for (const mount of middleware) mount(request, response, () => undefined);
  return { request, response };
}

describe("getSession()", () => {
  it("rejects on a request without the middleware, and says what to do", async () => {
    const { request } = requestThrough([]);
    const refusal = { ...NOT_MOUNTED, message: expect.stringContaining("app.use(sessions(name, store))") };
    await expect(getSession(request)).rejects.toMatchObject(refusal);
    await expect(getSession(request, "a")).rejects.toMatchObject(NOT_MOUNTED);
  });

  it("gives the one session that is mounted, by its name or without", async () => {
    const { request } = requestThrough([sessions("a", createStore())]);
    const session = await getSession(request);
    expect(await getSession(request, "a")).toBe(session);
  });

  it("gives each of several sessions by its name, each from a cookie of its own", async () => {
    const mount = sessions(["a", "b"], createStore());
    const first = requestThrough([mount]);
    for (const name of ["a", "b"]) {
      const session = await getSession<{ name: string }>(first.request, name);
      session.set("name", `session ${name}`);
      await session.save();
    }
    const cookies = first.response.getHeader("Set-Cookie") as string[];
    expect(cookies.map((line) => line.split("=")[0])).toEqual(["a", "b"]);
    const { request } = requestThrough([mount], cookies.map((line) => line.split(";")[0]).join("; "));
    expect((await getSession<{ name: string }>(request, "b")).get("name")).toBe("session b");
    expect((await getSession<{ name: string }>(request, "a")).get("name")).toBe("session a");
  });

  it("needs a name when several sessions are mounted, and lists them in their order", async () => {
    const { request } = requestThrough([sessions(["a", "b"], createStore()), sessions("c", createStore())]);
    const refusal = { ...NOT_MOUNTED, message: expect.stringMatching(/needs a name, .*: a, b, c$/) };
    await expect(getSession(request)).rejects.toMatchObject(refusal);
  });

  it("rejects for a name that is not mounted, and lists those that are", async () => {
    const { request } = requestThrough([sessions(["a", "b"], createStore())]);
    const refusal = { ...NOT_MOUNTED, message: expect.stringMatching(/no session "c"; mounted are: a, b$/) };
    await expect(getSession(request, "c")).rejects.toMatchObject(refusal);
  });

  it("gives the same failure to all who ask during a request, for one store call", async () => {
    const store = createStore();
    const mount = sessions("a", store);
    const first = requestThrough([mount]);
    const session = await getSession<{ user: string }>(first.request);
    session.set("user", "ada");
    await session.save();
    const [line = ""] = [first.response.getHeader("Set-Cookie")].flat();
    const { request } = requestThrough([mount], String(line).split(";")[0]);
    injectFaults(store).inject("read", { kind: "throw" }, 1);
    const calls = watchStore(store);
    const failure = { code: "ERR_SESSION_STORE_FAILED", status: 503 };
    await Promise.all([
      expect(getSession(request)).rejects.toMatchObject(failure),
      expect(getSession(request)).rejects.toMatchObject(failure),
    ]);
    await expect(getSession(request)).rejects.toMatchObject(failure);
    expect(calls).toHaveLength(1);
  });
});
