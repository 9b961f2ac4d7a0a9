import { expect, test } from "vitest";

import { countCalls } from "../../support/count-calls.ts";
import { countVisits, serve, type Handler, type SessionFunction } from "../../support/session-server.ts";

/** What the methods of a session do. */
export function methodCases(session: SessionFunction): void {
  test("only the cookie and the application's keys are enumerable", async () => {
    const server = await serve({
      session,
      handler: (request, response) => {
        Object.assign(request.session, { foo: 1, bar: 2 });
        const looped = [];
        for (const key in request.session) looped.push(key);
        response.end(`${looped.sort().join()} ${Object.keys(request.session).sort().join()}`);
      },
    });
    expect((await server.ask()).text).toBe("bar,cookie,foo bar,cookie,foo");
  });

  test("a stored key that is the name of a method is left out", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { cookie, id } = await server.ask();
    await new Promise<void>((resolve) => {
      store.get(id, (_error, record) =>
        store.set(id, Object.assign(record ?? {}, { save: 1 }) as never, () => resolve()),
      );
    });
    expect(await server.ask("/", { cookie })).toMatchObject({ status: 200, text: "visit 2" });
  });

  test("req.session.id, req.sessionID and the id in the cookie are one", async () => {
    const server = await serve({
      session,
      handler: (request, response) => response.end(`${request.session.id} ${request.sessionID}`),
    });
    const { id, text } = await server.ask();
    expect(text).toBe(`${id} ${id}`);
  });

  test("a req.sessionID that is no text is neither stored nor sent", async () => {
    const store = new session.MemoryStore();
    const sets = countCalls(store, "set");
    const server = await serve({
      session,
      options: { store },
      handler: (request, response) => {
        Object.assign(request, { sessionID: () => undefined });
        countVisits(request, response);
      },
    });
    expect([(await server.ask()).setCookies.length, sets()]).toEqual([0, 0]);
  });

  test("save() stores at once, and the end of the response does not store again", async () => {
    for (const saveUninitialized of [true, false]) {
      const store = new session.MemoryStore();
      const sets = countCalls(store, "set");
      const server = await serve({
        session,
        options: { store, saveUninitialized },
        handler: (request, response) => {
          request.session["hit"] = true;
          request.session.save(() => {
            store.get(request.session.id, (_error, record) => response.end(record ? "stored" : "missing"));
          });
        },
      });
      const { text, cookie } = await server.ask();
      expect([text, sets()]).toEqual(["stored", 1]);
      await server.ask("/", { cookie });
      expect(sets()).toBe(2);
    }
  });

  test("save() after reload() stores once", async () => {
    const store = new session.MemoryStore();
    const server = await serve({
      session,
      options: { store },
      handler: (request, response) => {
        request.session["hit"] = true;
        request.session.reload(() => request.session.save(() => response.end("saved")));
      },
    });
    const { cookie } = await server.ask();
    const sets = countCalls(store, "set");
    await server.ask("/", { cookie });
    expect(sets()).toBe(1);
  });

  test("reload() reads what another request stored", async () => {
    const server = await serve({
      session,
      handler: (request, response) => {
        if (request.url !== "/reload") {
          request.session["url"] = request.url;
          response.end();
          return;
        }
        void server.ask("/other", { cookie: request.headers.cookie }).then(() => {
          request.session.reload(() => response.end(String(request.session["url"])));
        });
      },
    });
    const { cookie } = await server.ask();
    expect((await server.ask("/reload", { cookie })).text).toBe("/other");
  });

  test("reload() of a session that is gone fails, however often it is tried", async () => {
    const store = new session.MemoryStore();
    const server = await serve({
      session,
      options: { store, resave: false },
      handler: (request, response) => {
        if (request.url === "/") return countVisits(request, response);
        let attempts = 0;
        const reload = (error?: Error): void => {
          attempts += 1;
          if (attempts === 20) response.end(error?.message);
          else request.session.reload(reload);
        };
        return store.clear(() => reload());
      },
    });
    const { cookie } = await server.ask();
    expect((await server.ask("/reload", { cookie })).text).toBe("failed to load session");
  });

  test("destroy() takes the session from the request and from the store, and sets no cookie", async () => {
    const server = await serve({
      session,
      handler: (request, response) => {
        if (request.url === "/") countVisits(request, response);
        else request.session.destroy((error) => response.end(`${String(error)} ${typeof request.session}`));
      },
    });
    const { cookie } = await server.ask();
    const answer = await server.ask("/destroy", { cookie });
    expect([answer.text, answer.setCookies.length]).toEqual(["undefined undefined", 0]);
    expect((await server.ask("/", { cookie })).text).toBe("visit 1");
  });

  test("regenerate() puts an empty session with another id in the place of the old one", async () => {
    const server = await serve({
      session,
      handler: (request, response) => {
        if (request.url === "/") countVisits(request, response);
        else request.session.regenerate(() => countVisits(request, response));
      },
    });
    const first = await server.ask();
    const second = await server.ask("/regenerate", { cookie: first.cookie });
    expect([second.text, second.id === first.id, second.setCookies.length]).toEqual(["visit 1", false, 1]);
    expect((await server.ask("/", { cookie: second.cookie })).text).toBe("visit 2");
    expect((await server.ask("/", { cookie: first.cookie })).text).toBe("visit 1");
  });

  test("touch() lets the stored session live longer", async () => {
    const store = new session.MemoryStore();
    const server = await serve({
      session,
      options: { store, resave: false },
      handler: (request, response) => {
        request.session["hit"] = true;
        request.session.touch();
        response.end();
      },
    });
    const { cookie, id } = await server.ask();
    const first = await expiresOf(store, id);
    await new Promise((resolve) => {
      setTimeout(resolve, 20); // two times must differ
    });
    await server.ask("/", { cookie });
    expect(await expiresOf(store, id)).toBeGreaterThan(first);
  });

  test("what is stored ends when the cookie does", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { id, setCookies } = await server.ask();
    const sent = /Expires=([^;]*)/.exec(setCookies[0] ?? "")?.[1];
    expect(new Date(await expiresOf(store, id)).toUTCString()).toBe(sent);
  });

  test("store.load() gives the session outside of a request", async () => {
    const store = new session.MemoryStore();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { id } = await server.ask();
    const loaded = await new Promise<{ count?: number; id?: string } | undefined>((resolve) => {
      store.load(id, (_error, found) => resolve(found as { count?: number } | undefined));
    });
    expect([loaded?.count, loaded?.id]).toEqual([1, id]);
  });

  test("the store stands on the request", async () => {
    const store = new session.MemoryStore();
    const handler: Handler = (request, response) => void response.end(String(request.sessionStore === store));
    expect((await (await serve({ session, options: { store }, handler })).ask()).text).toBe("true");
  });
}

function expiresOf(store: InstanceType<SessionFunction["MemoryStore"]>, id: string): Promise<number> {
  return new Promise((resolve) => {
    store.get(id, (_error, record) => resolve(new Date(record?.cookie.expires ?? Number.NaN).valueOf()));
  });
}
