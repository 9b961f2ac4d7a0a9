import { once } from "node:events";

import express5 from "express";
import express4 from "express4";
import expressSession from "express-session";
import dropIn from "hertz-sessions/express-session";
import { MemoryStore } from "hertz-sessions/memory";
import { connectRedis, RedisStore } from "hertz-sessions/redis";
import { io as connectSocketIo, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";

import { JarBrowser } from "../support/jar-browser.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { startEcosystemApp } from "./ecosystem-app.ts";
import type { SessionFunction } from "./ecosystem-app.ts";

const secrets = ["a secret of the tests, long enough"];

let server: RedisServer;
let client: ReturnType<typeof connectRedis>;

beforeAll(async () => {
  server = await startRedisServer();
  client = connectRedis({ url: server.url });
  server.adopt(client);
});

afterAll(() => server.stop());

const libraries = { "express-session": expressSession, "the drop-in": dropIn as unknown as SessionFunction };
const versions = { "Express 4": express4, "Express 5": express5 };
const stores = {
  "its own MemoryStore": (session: SessionFunction) => new session.MemoryStore(),
  MemoryStore: () => new MemoryStore({ secrets }),
  RedisStore: () => new RedisStore({ client, secrets }),
};

/** Every library on every version of Express over every store. */
const stages = Object.entries(libraries).flatMap(([library, session]) =>
  Object.entries(versions).flatMap(([version, express]) =>
    Object.entries(stores).map(([store, createStore]) => ({
      name: `${library} on ${version} over ${store}`,
      start: () => startEcosystemApp({ express, session, store: createStore(session) as never }),
    })),
  ),
);

/** What came back at last. */
interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A browser that follows redirects. */
class Shopper extends JarBrowser {
  readonly #url: string;

  constructor(url: string) {
    super();
    this.#url = url;
  }

  override copy(): Shopper {
    const copy = new Shopper(this.#url);
    for (const [name, value] of this.jar) copy.put(name, value);
    return copy;
  }

  async ask(method: "GET" | "POST", path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const cookies: Record<string, string> = this.cookie === undefined ? {} : { cookie: this.cookie };
    const sent = { ...headers, ...cookies };
    const response = await fetch(this.#url + path, { method, headers: sent, redirect: "manual" });
    this.receive(response.headers);
    const location = response.headers.get("location");
    if (location !== null) return this.ask("GET", location);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async post(path: string): Promise<Answer["body"]> {
    return (await this.ask("POST", path)).body;
  }

  async get(path: string): Promise<Answer["body"]> {
    return (await this.ask("GET", path)).body;
  }

  connectIo(transport: string): Socket {
    const extraHeaders = { cookie: this.cookie ?? "" };
    const socket = connectSocketIo(this.#url, { transports: [transport], extraHeaders, reconnection: false });
    onTestFinished(() => void socket.disconnect());
    return socket;
  }

  connect(): WebSocket {
    return new WebSocket(this.#url.replace("http", "ws"), { headers: { cookie: this.cookie ?? "" } });
  }
}

const LOGIN = "/login?username=ada&password=right";

describe.each(stages)("$name", ({ start }) => {
  it("passport signs in under another id, and keeps nothing of the session before", async () => {
    const shopper = new Shopper(await start());
    await shopper.post("/cart/book");
    const before = shopper.copy();
    expect(await shopper.post(LOGIN)).toEqual({ user: "ada" });
    expect(shopper.cookie).not.toBe(before.cookie);
    expect(await shopper.get("/me")).toEqual({ user: "ada" });
    expect(await before.get("/me")).toEqual({});
  });

  it("passport keeps the session's keys with keepSessionInfo, at login and at logout", async () => {
    const shopper = new Shopper(await start());
    await shopper.post("/cart/book");
    await shopper.post(LOGIN.replace("login", "login-keeping"));
    expect(await shopper.get("/me")).toEqual({ user: "ada", cart: ["book"] });
    await shopper.post("/logout-keeping");
    expect(await shopper.get("/me")).toEqual({ cart: ["book"] });
  });

  it("passport signs out, and the cookie before leads nowhere", async () => {
    const shopper = new Shopper(await start());
    await shopper.post(LOGIN);
    const before = shopper.copy();
    expect(await shopper.post("/logout")).toEqual({});
    expect(await before.get("/me")).toEqual({});
  });

  it("passport's message of a failed login is there after the redirect, and once", async () => {
    const shopper = new Shopper(await start());
    expect(await shopper.post("/login?username=ada&password=wrong")).toEqual({ error: ["Wrong password"] });
    expect(await shopper.get("/flashes")).toEqual({});
  });

  it("connect-flash leaves a message that is read once, after the redirect", async () => {
    const shopper = new Shopper(await start());
    expect(await shopper.post("/flash/saved")).toEqual({ info: ["saved"] });
    expect(await shopper.get("/flashes")).toEqual({});
  });

  it("csrf-sync takes the token of the session, and no other", async () => {
    const [shopper, stranger] = [await start()].flatMap((url) => [new Shopper(url), new Shopper(url)]);
    if (!shopper || !stranger) throw new TypeError("There are two");
    const { token } = await shopper.get("/token");
    const { token: another } = await stranger.get("/token");
    const guarded = async (value: unknown): Promise<number> =>
      (await shopper.ask("POST", "/guarded", { "x-csrf-token": String(value) })).status;
    expect(await guarded(another)).toBe(403);
    expect(await guarded(token)).toBe(200);
  });

  it("ws shares the session at the upgrade, and what it saves is there for requests", async () => {
    const shopper = new Shopper(await start());
    await shopper.post(LOGIN);
    const socket = shopper.connect();
    await once(socket, "open");
    for (let count = 0; count < 2; count += 1) {
      socket.send("hello");
      const [data] = (await once(socket, "message")) as [Buffer];
      expect(JSON.parse(data.toString())).toEqual({ failed: false, user: "ada" });
    }
    expect(await shopper.get("/me")).toEqual({ user: "ada", messages: 2 });
  });

  it.each(["websocket", "polling"])(
    "socket.io shares the session at the handshake, by %s",
    async (transport) => {
      const shopper = new Shopper(await start());
      await shopper.post(LOGIN);
      const socket = shopper.connectIo(transport);
      for (let count = 0; count < 2; count += 1) {
        expect(await socket.emitWithAck("count")).toEqual({ failed: false, user: "ada" });
      }
      expect(await shopper.get("/me")).toEqual({ user: "ada", messages: 2 });
    },
  );

  it("socket.io tells a session that is nobody's from others", async () => {
    const shopper = new Shopper(await start());
    await shopper.post("/cart/book");
    const socket = shopper.connectIo("websocket");
    const reason = await new Promise((resolve) => {
      socket.once("disconnect", resolve);
    });
    expect(reason).toBe("io server disconnect");
  });

  it("ws refuses an upgrade whose session is nobody's", async () => {
    const shopper = new Shopper(await start());
    await shopper.post("/cart/book");
    const [error] = (await once(shopper.connect(), "error").catch((failure: unknown) => [failure])) as [
      Error,
    ];
    expect(error.message).toContain("401");
  });
});
