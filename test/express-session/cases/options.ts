import { randomBytes } from "node:crypto";

import { expect, test } from "vitest";

import { countCalls } from "../../support/count-calls.ts";
import { countVisits, serve, type Handler, type SessionFunction } from "../../support/session-server.ts";

const setUser: Handler = (request, response) => {
  request.session.user = "bob";
  response.end();
};

/** What the options of the middleware do. */
export function optionCases(session: SessionFunction): void {
  test.each([
    [{ genid: "bogus" }, /genid.*must/],
    [{ unset: "bogus" }, /unset.*must/],
    [{ secret: [] }, /secret option array/],
  ])("%o is refused", (options, message) => {
    expect(() =>
      session({ secret: "s", resave: true, saveUninitialized: true, ...options } as never),
    ).toThrow(message);
  });

  test("genid is given the request", async () => {
    const server = await serve({ session, options: { genid: (request: { url: string }) => request.url } });
    expect((await server.ask("/foo")).id).toBe("/foo");
  });

  test.each([["name"], ["key"]])("%s says what the cookie is called", async (option) => {
    const server = await serve({ session, options: { [option]: "session_id" }, handler: countVisits });
    const { cookie } = await server.ask();
    expect(cookie).toMatch(/^session_id=/);
    expect((await server.ask("/", { cookie })).text).toBe("visit 2");
  });

  test("rolling sends the cookie each time, but not that of a session which is not stored", async () => {
    const server = await serve({ session, options: { rolling: true }, handler: setUser });
    const { cookie } = await server.ask();
    expect((await server.ask("/", { cookie })).setCookies).toHaveLength(1);
    const options = { rolling: true, saveUninitialized: false };
    expect((await (await serve({ session, options })).ask()).setCookies).toHaveLength(0);
    expect((await (await serve({ session, options, handler: setUser })).ask()).setCookies).toHaveLength(1);
  });

  test("rolling sends a later time each time", async () => {
    const server = await serve({
      session,
      options: { rolling: true },
      handler: (request, response) => {
        response.setHeader("X-Expires", String(request.session.cookie.expires?.valueOf()));
        setUser(request, response);
      },
    });
    const { cookie } = await server.ask();
    await new Promise((resolve) => {
      setTimeout(resolve, 1100); // the header has full seconds
    });
    const later = await server.ask("/", { cookie });
    expect(Date.parse(/Expires=([^;]*)/.exec(later.setCookies[0] ?? "")?.[1] ?? "")).toBeGreaterThan(
      Number(later.headers.get("x-expires")) - 1000,
    );
  });

  test("resave stores a session that was not changed, and without it it is touched", async () => {
    for (const resave of [true, false]) {
      const store = new session.MemoryStore();
      const server = await serve({ session, options: { store, resave }, handler: setUser });
      const { cookie } = await server.ask();
      const [sets, touches] = [countCalls(store, "set"), countCalls(store, "touch")];
      await server.ask("/", { cookie });
      expect([sets(), touches()]).toEqual(resave ? [1, 0] : [0, 1]);
    }
  });

  test("without resave a changed session is stored once", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store, resave: false }, handler: countVisits });
    const sets = countCalls(store, "set");
    const { cookie } = await server.ask();
    await server.ask("/", { cookie });
    expect(sets()).toBe(2);
  });

  test("a change inside of a value counts, also under a key called cookie", async () => {
    const store = new session.MemoryStore();
    const server = await serve({
      session,
      options: { store, resave: false },
      handler: (request, response) => {
        const user = (request.session["who"] ??= { cookie: 0 }) as { cookie: number };
        user.cookie += 1;
        response.end(String(user.cookie));
      },
    });
    const { cookie } = await server.ask();
    await server.ask("/", { cookie });
    expect((await server.ask("/", { cookie })).text).toBe("3");
  });

  test("a new session that was not changed is stored if saveUninitialized says so, and touched never", async () => {
    for (const saveUninitialized of [true, false]) {
      const store = new session.MemoryStore();
      const [sets, touches] = [countCalls(store, "set"), countCalls(store, "touch")];
      const server = await serve({ session, options: { store, saveUninitialized } });
      const { setCookies } = await server.ask();
      expect([sets(), setCookies.length, touches()]).toEqual(saveUninitialized ? [1, 1, 0] : [0, 0, 0]);
    }
  });

  test("a new session that was changed is stored whatever saveUninitialized says", async () => {
    const store = new session.MemoryStore();
    const sets = countCalls(store, "set");
    const server = await serve({
      session,
      options: { store, saveUninitialized: false },
      handler: countVisits,
    });
    expect([(await server.ask()).setCookies.length, sets()]).toEqual([1, 1]);
  });

  test("the first of several secrets signs, and all count", async () => {
    const store = new session.MemoryStore();
    const with2 = await serve({ session, options: { store, secret: ["new", "old"] }, handler: countVisits });
    const withOld = await serve({ session, options: { store, secret: "old" }, handler: countVisits });
    const { cookie } = await with2.ask();
    expect((await withOld.ask("/", { cookie })).text).toBe("visit 1");
    const older = await withOld.ask();
    expect((await with2.ask("/", { cookie: older.cookie })).text).toBe("visit 2");
  });

  test("a secret may be bytes", async () => {
    const server = await serve({ session, options: { secret: randomBytes(32) }, handler: countVisits });
    const { cookie } = await server.ask();
    expect((await server.ask("/", { cookie })).text).toBe("visit 2");
  });

  test("taking the session from the request ends it if unset says so, and keeps it as it was otherwise", async () => {
    for (const [unset, expected] of [
      ["destroy", "visit 1"],
      ["keep", "visit 2"],
      [undefined, "visit 2"],
    ]) {
      const server = await serve({
        session,
        options: { unset },
        handler: (request, response) => {
          if (request.url === "/") return countVisits(request, response);
          Object.assign(request, { session: null });
          return void response.end();
        },
      });
      const { cookie } = await server.ask();
      expect((await server.ask("/unset", { cookie })).setCookies).toHaveLength(0);
      expect((await server.ask("/", { cookie })).text).toBe(expected);
    }
  });

  test("taking a new session from the request leaves no cookie and nothing in the store", async () => {
    const store = new session.MemoryStore();
    const server = await serve({
      session,
      options: { store, unset: "destroy" },
      handler: (request, response) => {
        Object.assign(request, { session: null });
        response.end();
      },
    });
    expect((await server.ask()).setCookies).toHaveLength(0);
    expect(Object.keys((store as unknown as { sessions: object }).sessions)).toEqual([]);
  });
}
