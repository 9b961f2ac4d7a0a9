import { expect, test } from "vitest";

import { countVisits, serve, type SessionFunction } from "../../support/session-server.ts";

/** How a request comes to its session. */
export function requestCases(session: SessionFunction): void {
  test("exports its parts as properties", () => {
    const parts = session as unknown as Record<string, unknown>;
    expect(["Store", "MemoryStore", "Cookie", "Session"].map((name) => typeof parts[name])).toEqual(
      Array.from({ length: 4 }, () => "function"),
    );
  });

  test("a session that is there already stays, and gets no cookie", async () => {
    const before = (request: { session: unknown }): void => {
      request.session = {};
    };
    const { setCookies, status } = await (await serve({ session, before })).ask();
    expect([status, setCookies]).toEqual([200, []]);
  });

  test("without a secret there is an error for next()", async () => {
    const { status, text } = await (await serve({ session, options: { secret: undefined } })).ask();
    expect(status).toBe(500);
    expect(text).toMatch(/secret.*required/);
  });

  test("the secret may be the request's", async () => {
    const before = (request: { secret?: string }): void => {
      request.secret = "keyboard cat";
    };
    const server = await serve({ session, options: { secret: undefined }, before, handler: countVisits });
    const { cookie } = await server.ask();
    expect((await server.ask("/", { cookie })).text).toBe("visit 2");
  });

  test("a new visitor gets a session, which is stored", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { text, cookie } = await server.ask();
    expect([text, cookie.startsWith("connect.sid=s%3A")]).toEqual(["visit 1", true]);
    expect(await lengthOf(store)).toBe(1);
  });

  test("the cookie leads to the session", async () => {
    const server = await serve({ session, handler: countVisits });
    const { cookie } = await server.ask();
    expect((await server.ask("/", { cookie })).text).toBe("visit 2");
  });

  test("two visitors have two sessions", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    await Promise.all([server.ask(), server.ask()]);
    const all = await new Promise((resolve) => {
      store.all((_error, sessions) => resolve(Object.keys(sessions ?? {}).length));
    });
    expect(all).toBe(2);
  });

  test("an error of the store goes to next()", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { cookie } = await server.ask();
    store.get = (_id, callback) => callback(new Error("no store"));
    expect(await server.ask("/", { cookie })).toMatchObject({ status: 500, text: "no store" });
  });

  test("an error with the code ENOENT says that there is no session", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { cookie } = await server.ask();
    store.get = (_id, callback) => callback(Object.assign(new Error("none"), { code: "ENOENT" }));
    expect(await server.ask("/", { cookie })).toMatchObject({ status: 200, text: "visit 1" });
  });

  test("a request without a URL has a session", async () => {
    const before = (request: { url?: string | undefined }): void => {
      request.url = "";
    };
    expect((await (await serve({ session, before })).ask()).setCookies).toHaveLength(1);
  });

  test("a session that is not in the store begins anew, under another id", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const first = await server.ask();
    await new Promise<void>((resolve) => {
      store.clear(() => resolve());
    });
    const second = await server.ask("/", { cookie: first.cookie });
    expect([second.text, second.id === first.id]).toEqual(["visit 1", false]);
  });

  test.each([
    ["unsigned", (cookie: string, id: string) => `${cookie.split("=")[0]}=${id}`],
    ["with a signature that is wrong", (cookie: string) => cookie.replace(/...\./, ".")],
    ["that is empty", (cookie: string) => `${cookie.split("=")[0]}=`],
  ])("a cookie %s is worth nothing, and the store is not asked", async (_what, forge) => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { cookie, id } = await server.ask();
    store.get = (_id, callback) => callback(new Error("was asked"));
    const answer = await server.ask("/", { cookie: forge(cookie, id) });
    expect([answer.text, answer.id === id]).toEqual(["visit 1", false]);
  });

  test("a session that has expired begins anew, under another id, and is not in the store", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store, cookie: { maxAge: 5 } }, handler: countVisits });
    const first = await server.ask();
    await expect.poll(() => lengthOf(store)).toBe(0);
    const second = await server.ask("/", { cookie: first.cookie });
    expect([second.text, second.id === first.id]).toEqual(["visit 1", false]);
  });

  test("a stored session without a cookie is an error for next()", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { cookie, id } = await server.ask();
    await new Promise<void>((resolve) => {
      store.set(id, { foo: "bar" } as never, () => resolve());
    });
    const { status, text } = await server.ask("/", { cookie });
    expect(status).toBe(500);
    expect(text).toMatch(/Cannot read prop/);
  });

  test("a store that says it is disconnected leaves requests without a session until it is connected", async () => {
    const store = new session.MemoryStore();
    const server = await serve({
      session,
      options: { store },
      handler: (request, response) => response.end(typeof request.session),
    });
    store.emit("disconnect");
    const without = await server.ask();
    store.emit("connect");
    expect([without.text, without.setCookies.length, (await server.ask()).text]).toEqual([
      "undefined",
      0,
      "object",
    ]);
  });

  test("what cookie-parser left is read when the header has no cookie", async () => {
    for (const property of ["cookies", "signedCookies"] as const) {
      let sent = "";
      const server = await serve({
        session,
        before: (request) => {
          request.headers.cookie = "foo=bar";
          request[property] = { "connect.sid": sent };
        },
        handler: countVisits,
      });
      const { cookie, id } = await server.ask();
      sent = property === "cookies" ? decodeURIComponent(cookie.split("=")[1] ?? "") : id;
      expect((await server.ask()).text).toBe("visit 2");
      if (property === "signedCookies") continue;
      sent = id;
      expect((await server.ask()).text).toBe("visit 1");
      sent = "s:tampered.with";
      expect((await server.ask()).text).toBe("visit 1");
    }
  });
}

function lengthOf(store: {
  length(callback: (error: unknown, length?: number) => void): void;
}): Promise<unknown> {
  return new Promise((resolve) => {
    store.length((_error, length) => resolve(length));
  });
}
