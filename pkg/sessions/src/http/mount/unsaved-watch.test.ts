import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import request from "supertest";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import type { CaughtWarning } from "../../../../../test/support/catch-warnings.ts";
import { CookieStore } from "../../cookie/cookie-store.ts";
import type { AnyStore } from "../../core/sealed-store.ts";
import type { Session } from "../../core/session/session.ts";
import { getSession } from "../get-session.ts";
import { sessions } from "../../express/sessions.ts";
import type { SessionsOptions } from "./create-mounts.ts";
import { MemoryStore } from "../../memory/memory-store.ts";

const secrets = ["a secret of the tests, long enough"];

type AnySession = Session<Record<string, unknown>>;

/** What a handler does with its session before it answers. */
type Handling = (session: AnySession, response: express.Response) => unknown;

function serve(handle: Handling, options?: SessionsOptions, store?: AnyStore): express.Express {
  const app = express();
  app.use(sessions("sid", store ?? new MemoryStore({ secrets }), options));
  const router = express.Router();
  router.all("/carts/:cart", async (incoming, response) => {
    await handle(await getSession<Record<string, unknown>>(incoming), response);
    if (!response.headersSent) response.end();
  });
  app.use("/shop", router);
  app.use(((_error, _request, response, _next) => {
    response.status(500).end();
  }) satisfies express.ErrorRequestHandler);
  return app;
}

/** What is warned of when a browser asks for /shop/carts/4711 so many times. */
async function warningsOf(app: express.Express, times = 1): Promise<readonly CaughtWarning[]> {
  const warnings = catchWarnings();
  for (let count = 0; count < times; count += 1) await request(app).post("/shop/carts/4711?token=t");
  // What the server looks at when it has sent the response, it has seen before it answers another request.
  await request(app).get("/");
  return warnings.filter(({ code }) => code === "WRN_SESSION_UNSAVED_CHANGES");
}

describe("a request that ends with unsaved changes", () => {
  it("is warned of once, with its route and the keys, and without its path, its query and the values", async () => {
    const app = serve((session) => {
      session.set("cart", "secret value");
      session.addFlash("secret flash", "notice");
    });
    expect(await warningsOf(app, 3)).toEqual([
      {
        code: "WRN_SESSION_UNSAVED_CHANGES",
        message:
          "POST /shop/carts/:cart ended with changes of the session sid that are lost: cart, notice. Await session.save() before the response",
      },
    ]);
  });

  it("is warned of when the change was made inside a value, by clear(), by delete() or by taking flashes", async () => {
    const store = new MemoryStore({ secrets });
    const fill: Handling = async (session) => {
      session.set("list", [1]);
      session.set("other", 1);
      session.addFlash("hello");
      await session.save();
    };
    const { headers } = await request(serve(fill, {}, store)).post("/shop/carts/1");
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    const changes: [Handling, string][] = [
      [(session) => (session.get("list") as number[]).push(2), "list"],
      [(session) => session.delete("other"), "other"],
      [(session) => session.flashes(), "_flash"],
      [(session) => session.clear(), "list, other, _flash"],
    ];
    const warnings = catchWarnings();
    for (const [change] of changes) {
      await request(serve(change, {}, store))
        .post("/shop/carts/1")
        .set("Cookie", cookie);
    }
    await vi.waitFor(() => expect(warnings).toHaveLength(changes.length));
    for (const [index, [, keys]] of changes.entries()) {
      expect(warnings[index]?.message).toContain(`are lost: ${keys}. `);
    }
  });

  it("is warned of with a CookieStore, too", async () => {
    const app = serve((session) => session.set("a", 1), {}, new CookieStore({ secrets }));
    expect(await warningsOf(app)).toHaveLength(1);
  });

  it("is named by its method alone where there is no route", async () => {
    const warnings = catchWarnings();
    const mount = sessions("sid", new MemoryStore({ secrets }));
    const server = createServer((incoming, response) => {
      mount(incoming, response, () => {
        void getSession<{ a: number }>(incoming).then((session) => {
          session.set("a", 1);
          response.end();
        });
      });
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await fetch(`http://127.0.0.1:${port}/users/4711`);
    await vi.waitFor(() => expect(warnings).toHaveLength(1));
    expect(warnings[0]?.message).toMatch(/^A GET request ended with changes of the session sid/);
  });
});

describe("nothing is warned of", () => {
  it.each<[string, Handling]>([
    ["that only read", (session) => session.get("a")],
    [
      "that saved",
      async (session) => {
        session.set("a", 1);
        await session.save();
      },
    ],
    [
      "whose save is under way when it ends",
      (session) => {
        session.set("a", 1);
        void session.save();
      },
    ],
    [
      "that destroyed the session",
      async (session) => {
        session.set("a", 1);
        await session.save();
        session.set("a", 2);
        await session.destroy();
      },
    ],
    [
      "that failed",
      (session) => {
        session.set("a", 1);
        throw new Error("of the handler");
      },
    ],
  ])("for a request %s", async (_name, handle) => {
    expect(await warningsOf(serve(handle))).toEqual([]);
  });

  it("when it is switched off", async () => {
    expect(await warningsOf(serve((session) => session.set("a", 1), { warnUnsaved: false }))).toEqual([]);
  });

  it("in production, where nothing listens to the response, unless it is switched on", async () => {
    vi.stubEnv("NODE_ENV", "production");
    onTestFinished(() => void vi.unstubAllEnvs());
    const listeners: number[] = [];
    const handle: Handling = (session, response) => {
      session.set("a", 1);
      listeners.push(response.listenerCount("finish"));
    };
    const store = new CookieStore({ secrets });
    expect(await warningsOf(serve(handle, {}, store))).toEqual([]);
    expect(await warningsOf(serve(handle, { warnUnsaved: true }, store))).toHaveLength(1);
    expect((listeners[1] ?? 0) - (listeners[0] ?? 0)).toBe(1);
  });
});

describe("sessions()", () => {
  it.each<[string, object]>([
    ["an option that it does not know", { maxAge: 60 }],
    ["a warnUnsaved that is neither true nor false", { warnUnsaved: "no" }],
  ])("refuses %s", (_name, options) => {
    expect(() => sessions("a", new MemoryStore({ secrets }), options)).toThrow("sessions() ");
  });
});
