import { getSession } from "hertz-sessions";
import { describe, expect, test } from "vitest";

import { attributesOf } from "../support/session-server.ts";
import { libraryStores, serveSteps, show, shown } from "../support/two-faces.ts";

describe.each(libraryStores())("over %s, getSession() on a request of the drop-in", (name, createStore) => {
  test("regenerate() takes req.session and its cookie along, and the id before is dead", async () => {
    const ask = await serveSteps(createStore(), {
      "/": ({ req }) => void (req.session["name"] = "ada"),
      "/new": async ({ req, handle }) => {
        const before = req.sessionID;
        await handle.regenerate();
        req.session["more"] = true;
        const isOne = handle.get("more") === true && (await getSession(req)) === (handle as object);
        return [req.sessionID !== before, req.session.id === handle.id, isOne];
      },
      "/show": show,
    });
    const first = await ask();
    const second = await ask("/new", first);
    expect([second.text, second.setCookies.length]).toEqual(["[true,true,true]", 1]);
    expect((await ask("/show", second)).text).toBe(shown({ name: "ada", more: true }));
    expect((await ask("/show", first)).text).toBe(shown({}));
  });

  test("regenerate() of a new session, and what is stored after it, is one session", async () => {
    const ask = await serveSteps(createStore(), {
      "/": async ({ req, handle }) => {
        await handle.regenerate();
        handle.clear();
        req.session["name"] = "ada";
        await handle.save();
        return req.sessionID === handle.id;
      },
      "/show": show,
    });
    const first = await ask();
    expect([first.text, first.setCookies.length]).toEqual(["true", 1]);
    expect((await ask("/show", first)).text).toBe(shown({ name: "ada" }));
  });

  test("gives the session that req.session.regenerate() has put in the place of another", async () => {
    const ask = await serveSteps(createStore(), {
      "/": async ({ req, handle }) => {
        req.session["name"] = "ada";
        await new Promise((done) => {
          req.session.regenerate(done);
        });
        const another = await getSession<Record<string, unknown>>(req);
        another.set("name", "grace");
        return [another === handle, another.id === req.sessionID];
      },
      "/show": show,
    });
    const first = await ask();
    expect(first.text).toBe("[false,true]");
    expect((await ask("/show", first)).text).toBe(shown({ name: "grace" }));
  });

  test("destroy() ends req.session, and takes the cookie from the browser", async () => {
    const ask = await serveSteps(
      createStore(),
      {
        "/": ({ req }) => void (req.session["name"] = "ada"),
        "/end": async ({ req, handle }) => {
          await handle.destroy();
          return [typeof req.session, (await getSession(req)) === (handle as object)];
        },
        "/show": show,
      },
      { unset: "destroy" },
    );
    const first = await ask();
    const end = await ask("/end", first);
    expect([end.text, attributesOf(end)["max-age"]]).toEqual(['["undefined",true]', "0"]);
    expect((await ask("/show", first)).text).toBe(shown({}));
  });

  test.skipIf(name === "ConnectRedisStore")(
    "bind() makes it a session of its user, which revoke() ends",
    async () => {
      const store = createStore();
      const ask = await serveSteps(store, {
        "/": async ({ req, handle }) => {
          req.session.user = "ada";
          await handle.bind(`ada of ${name}`);
        },
        "/show": show,
      });
      const first = await ask();
      expect(await store.sessionsOf(`ada of ${name}`)).toHaveLength(1);
      expect(await store.revoke(`ada of ${name}`)).toBe(1);
      expect((await ask("/show", first)).text).toBe(shown({}));
    },
  );

  test.skipIf(name === "ConnectRedisStore")(
    "a bind() that came after a revoke leaves nothing that the end of the response stores, whatever changes later",
    async () => {
      const store = createStore();
      const user = `grace of ${name}`;
      const ask = await serveSteps(store, {
        "/": async ({ req, handle }) => {
          const mark = await store.markOf(user);
          await store.revoke(user);
          req.session.user = user;
          await expect(handle.bind(user, { mark })).rejects.toMatchObject({ code: "ERR_SESSION_GONE" });
          req.session["message"] = "sign in again";
        },
        "/show": show,
      });
      const first = await ask();
      expect((await ask("/show", first)).text).toBe(shown({ message: "sign in again" }));
    },
  );

  test.skipIf(name === "ConnectRedisStore")(
    "a session whose id is old gets another, and its request goes on with it",
    async () => {
      const now = Date.now();
      const ask = await serveSteps(createStore({ rotateAfter: 1, idleTimeout: 600 }), {
        "/": ({ req }) => void (req.session["name"] = "ada"),
        "/more": ({ req, handle }) => {
          req.session["more"] = true;
          return req.sessionID === handle.id;
        },
        "/show": show,
      });
      const first = await ask();
      await new Promise((resolve) => {
        setTimeout(resolve, 1050 - (Date.now() - now));
      });
      const rotated = await ask("/more", first);
      expect([rotated.text, rotated.setCookies.length, rotated.id === first.id]).toEqual(["true", 1, false]);
      expect((await ask("/show", rotated)).text).toBe(shown({ name: "ada", more: true }));
    },
  );
});
