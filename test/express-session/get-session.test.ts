import type { ServerResponse } from "node:http";

import { getSession, isSessionError, sessions } from "hertz-sessions";
import { MemoryStore as ConnectMemoryStore } from "hertz-sessions/express-session";
import { MemoryStore } from "hertz-sessions/memory";
import { describe, expect, test } from "vitest";

import { attributesOf } from "../support/session-server.ts";
import { libraryStores, serveSteps, show, shown } from "../support/two-faces.ts";

describe.each(libraryStores())("over %s, getSession() on a request of the drop-in", (_name, createStore) => {
  test("shows what req.session was given, and req.session what it was given", async () => {
    const ask = await serveSteps(createStore(), {
      "/": async ({ req, handle }, res) => {
        req.session["cart"] = ["book"];
        (handle.get("cart") as string[]).push("pen");
        handle.set("name", "ada");
        req.session["name"] = `${String(req.session["name"])} l.`;
        return show({ req, handle }, res);
      },
      "/less": ({ req, handle }, res) => {
        delete req.session["cart"];
        handle.delete("name");
        return show({ req, handle }, res);
      },
      "/show": show,
    });
    const first = await ask();
    expect(first.text).toBe(shown({ cart: ["book", "pen"], name: "ada l." }));
    expect((await ask("/show", first)).text).toBe(shown({ cart: ["book", "pen"], name: "ada l." }));
    expect((await ask("/less", first)).text).toBe(shown({}));
    expect((await ask("/show", first)).text).toBe(shown({}));
  });

  test("stores a new session at its save(), and the response brings its cookie", async () => {
    const ask = await serveSteps(createStore(), {
      "/": async ({ req, handle }) => {
        handle.addFlash("welcome");
        await handle.save();
        return [handle.isNew, handle.id === req.sessionID];
      },
      "/flashes": ({ handle }) => handle.flashes(),
    });
    const first = await ask();
    expect([first.text, first.setCookies.length]).toEqual(["[false,true]", 1]);
    expect((await ask("/flashes", first)).text).toBe('["welcome"]');
  });

  test("stores no new session without a save() and a change", async () => {
    const ask = await serveSteps(createStore(), { "/": ({ handle }) => handle.save() });
    expect((await ask()).setCookies).toEqual([]);
  });

  test("loses no update() of requests that overlap, and shows each in req.session", async () => {
    const ask = await serveSteps(createStore(), {
      "/": async ({ req, handle }) => {
        await handle.update("count", (count) => Number(count ?? 0) + 1);
        return req.session.count === handle.get("count");
      },
      "/count": ({ req }) => req.session.count,
    });
    const first = await ask();
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask("/", first)));
    expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 5 }, () => "true"));
    expect((await ask("/count", first)).text).toBe("6");
  });

  test("options() are those of the cookie of req.session", async () => {
    const ask = await serveSteps(createStore(), {
      "/": async ({ req, handle }) => {
        handle.set("name", "ada");
        handle.options({ maxAge: 90, path: "/", sameSite: "strict" });
        await handle.save();
        return req.session.cookie.originalMaxAge;
      },
      "/left": ({ handle }) => Math.round((handle.expiresAt.valueOf() - Date.now()) / 1000),
    });
    const first = await ask();
    expect([first.text, attributesOf(first)["samesite"]]).toEqual(["90000", "Strict"]);
    expect(attributesOf(first)).toHaveProperty("expires");
    expect((await ask("/left", first)).text).toBe("90");
  });

  test("a maxAge that req.session was given is the session's idle timeout from its save on", async () => {
    const ask = await serveSteps(createStore(), {
      "/": ({ req }) => void (req.session["name"] = "ada"),
      "/longer": ({ req }) => {
        req.session.cookie.maxAge = 120_000;
        req.session["name"] = "grace";
      },
      "/left": ({ handle }) => Math.round((handle.expiresAt.valueOf() - Date.now()) / 1000),
    });
    const first = await ask();
    await ask("/longer", first);
    expect((await ask("/left", first)).text).toBe("120");
  });

  test("is the one of sessions(), mounted after the drop-in under the same name", async () => {
    const store = createStore();
    const mount = sessions("connect.sid", store);
    const ask = await serveSteps(store, {
      "/": async ({ req, handle }) => {
        await new Promise<unknown>((next) => {
          mount(req, {} as ServerResponse, next);
        });
        return (await getSession(req)) === (handle as object);
      },
    });
    expect((await ask()).text).toBe("true");
  });
});

test("getSession() on the drop-in needs a store of this library, and says so", async () => {
  const ask = await serveSteps(new ConnectMemoryStore(), {});
  expect((await ask()).text).toBe("ERR_SESSION_NOT_MOUNTED");
});

test("a save() that needs a cookie rejects once the head of the response has gone", async () => {
  const ask = await serveSteps(new MemoryStore({ secrets: ["a secret of the tests, long enough for all"] }), {
    "/": async ({ handle }, res) => {
      res.write(" ");
      await new Promise(setImmediate);
      handle.set("name", "ada");
      return handle.save().catch((error: unknown) => isSessionError(error) && error.code);
    },
  });
  expect((await ask()).text).toBe(' "ERR_SESSION_HEADERS_SENT"');
});
