import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import connect from "connect";
import express from "express";
import { fastify } from "fastify";
import * as forExpress from "hertz-sessions";
import type { SessionStoreError } from "hertz-sessions";
import { MemoryStore } from "hertz-sessions/memory";
import * as forFastify from "hertz-sessions/fastify";
import * as forNode from "hertz-sessions/node";
import { injectFaults } from "hertz-sessions/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { Browser } from "../../pkg/sessions/src/testing/replica.ts";
import type { AnySession } from "../../pkg/sessions/src/testing/host.ts";

// What is said of an error where the application itself says nothing: the framework's own answer, or that of the README for node:http.

type Handle = (session: AnySession) => Promise<string>;
type Stores = readonly MemoryStore[];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const applications: Readonly<Record<string, (stores: Stores, handle: Handle) => Promise<string>>> = {
  "node:http": (stores, handle) => {
    const mounts = stores.map((store) => forNode.sessions("sid", store));
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      for (const mount of mounts) mount(request, response);
      response.end(await handle(await forNode.getSession(request)));
    };
    return serve((request, response) => {
      answer(request, response).catch((error: unknown) => {
        const { status = 500, headers = {} } = error as Partial<SessionStoreError>;
        response.writeHead(status, headers).end();
      });
    });
  },
  connect: (stores, handle) => {
    const app = connect();
    for (const store of stores) app.use(forNode.sessions("sid", store));
    app.use((request: IncomingMessage, response: ServerResponse, next: (error: unknown) => void) => {
      forNode
        .getSession<Record<string, unknown>>(request)
        .then(handle)
        .then((text) => response.end(text), next);
    });
    return serve(app);
  },
  Express: (stores, handle) => {
    const app = express();
    for (const store of stores) app.use(forExpress.sessions("sid", store));
    app.get("/", async (request, response) => {
      response.end(await handle(await forExpress.getSession(request)));
    });
    return serve(app);
  },
  Fastify: async (stores, handle) => {
    const app = fastify();
    onTestFinished(() => app.close());
    for (const store of stores) await app.register(forFastify.sessions("sid", store));
    app.get("/", async (request) => handle(await forFastify.getSession(request)));
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
};

function createStore(): MemoryStore {
  return new MemoryStore({ secrets: ["a secret of the tests, long enough"] });
}

async function ask(url: string, browser: Browser): Promise<number> {
  const response = await fetch(url, {
    headers: browser.cookie === undefined ? {} : { cookie: browser.cookie },
  });
  await response.arrayBuffer();
  browser.receive(response.headers);
  return response.status;
}

describe.each(Object.entries(applications))("on %s", (_host, start) => {
  it("a store that failed is answered with 503 and Retry-After, and the cookie stays", async () => {
    const store = createStore();
    const url = await start([store], async (session) => {
      session.set("visits", Number(session.get("visits") ?? 0) + 1);
      await session.save();
      return "";
    });
    const browser = new Browser();
    expect(await ask(url, browser)).toBe(200);
    const { cookie } = browser;
    for (const operation of ["read", "merge"] as const) {
      const faults = injectFaults(store);
      faults.inject(operation, { kind: "throw" }, 1);
      expect([await ask(url, browser), browser.lastHeaders.get("Retry-After")]).toEqual([503, "1"]);
      expect(browser.lastSetCookies).toEqual([]);
      faults.heal();
    }
    expect([await ask(url, browser), browser.cookie]).toEqual([200, cookie]);
  });

  it("a session that ended meanwhile is answered with 401", async () => {
    const store = createStore();
    const url = await start([store], async (session) => {
      if (!session.isNew) await (await store.open(session.id))?.destroy();
      session.set("visits", 1);
      session.set("at", Date.now());
      await session.save();
      return "";
    });
    const browser = new Browser();
    expect(await ask(url, browser)).toBe(200);
    expect(await ask(url, browser)).toBe(401);
  });

  it("two stores under one name are answered with 500, by no session of either", async () => {
    const url = await start([createStore(), createStore()], async () => "handled");
    const browser = new Browser();
    expect(await ask(url, browser)).toBe(500);
    expect(browser.lastSetCookies).toEqual([]);
  });
});
