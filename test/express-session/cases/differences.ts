import { get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

import { countCalls } from "../../support/count-calls.ts";
import { change, fail, lean } from "../../support/failing-store.ts";
import { countVisits, serve, type Handler, type SessionFunction } from "../../support/session-server.ts";

const answered = { status: 500, text: "no store", late: 0 };

/** One difference: what is found by looking at either, and at the drop-in with its switch if it has one. */
export interface Difference {
  /** The anchor of its row in docs/express-session.md. */
  readonly id: string;
  readonly look: (session: SessionFunction) => Promise<unknown>;
  readonly expressSession: unknown;
  readonly dropIn: unknown;
  readonly switches?: object;
}

/** Everything in which the drop-in differs. */
export const differences: readonly Difference[] = [
  {
    id: "held-response",
    expressSession: "head first",
    dropIn: "stored first",
    switches: { holdResponse: false },
    async look(session) {
      const store = new session.MemoryStore();
      let isStored = false;
      const { set } = store;
      store.set = (id, record, callback) => {
        setTimeout(() => {
          isStored = true;
          set.call(store, id, record, callback);
        }, 100);
      };
      const handler: Handler = (request, response) => {
        request.session["hit"] = true;
        response.writeHead(302, { Location: "/next" }).end("moved");
      };
      const { url } = await serve({ session, options: { store }, handler });
      return new Promise((resolve, reject) => {
        get(url, { agent: false }, (response) => {
          resolve(isStored ? "stored first" : "head first");
          response.resume();
        }).on("error", reject);
      });
    },
  },
  ...(
    [
      ["store-error", "set", change, "stored"],
      [
        "store-error",
        "destroy",
        (request, response) => {
          Object.assign(request, { session: null });
          response.end("ended");
        },
        "ended",
      ],
    ] as [string, string, Handler, string][]
  ).map(([id, method, handler, text]): Difference => ({
    id,
    expressSession: { status: 200, text, late: 1 },
    dropIn: answered,
    switches: { holdResponse: false },
    look: (session) => fail(session, method, handler),
  })),
  {
    id: "unstored-cookie",
    expressSession: 1,
    dropIn: 0,
    async look(session) {
      const store = new session.MemoryStore();
      store.set = (_id, _record, callback) => void setImmediate(() => callback?.(new Error("no store")));
      const server = await serve({ session, options: { ...lean, store }, handler: change });
      return (await server.ask()).setCookies.length;
    },
  },
  {
    id: "destroy-wins",
    expressSession: [200, "brought back"],
    dropIn: [401, "gone"],
    async look(session) {
      // A store that is upsert-only: what is known here of the end is known to this process alone.
      const store = new session.MemoryStore();
      const { get: read } = store;
      store.get = (id, callback) =>
        read.call(store, id, (error, found) => callback(error, found && { ...found }));
      const server = await serve({
        session,
        options: { ...lean, store },
        handler: (request, response) => {
          if (request.url === "/end") request.session.destroy(() => response.end());
          else void wait(request.url === "/slow" ? 150 : 0).then(() => countVisits(request, response));
        },
      });
      const { cookie, id } = await server.ask();
      const slow = server.ask("/slow", { cookie });
      await wait(30);
      await server.ask("/end", { cookie });
      const { status } = await slow;
      const isThere = id in (store as unknown as { sessions: object }).sessions;
      return [status, isThere ? "brought back" : "gone"];
    },
  },
  {
    id: "lost-keys",
    expressSession: ["first", "slow"],
    dropIn: ["first", "quick", "slow"],
    async look(session) {
      const server = await serve({
        session,
        options: lean,
        handler: (request, response) => {
          const key = request.url?.slice(1) ?? "";
          void wait(key === "slow" ? 150 : 0).then(() => {
            if (key !== "") request.session[key] = true;
            response.end(Object.keys(request.session).sort().join());
          });
        },
      });
      const { cookie } = await server.ask("/first");
      await Promise.all([server.ask("/slow", { cookie }), server.ask("/quick", { cookie })]);
      return (await server.ask("/", { cookie })).text.split(",").filter((key) => key !== "cookie");
    },
  },
  {
    id: "two-cookies",
    expressSession: ["visit 1", "visit 2"],
    dropIn: ["visit 2", "visit 1"],
    async look(session) {
      const server = await serve({ session, options: lean, handler: countVisits });
      const [mine, other] = [await server.ask(), await server.ask()];
      const forged = await server.ask("/", { cookie: `connect.sid=forged; ${mine.cookie}` });
      const both = await server.ask("/", { cookie: `${other.cookie}; ${mine.cookie}` });
      return [forged.text, both.text];
    },
  },
  {
    id: "older-secret",
    expressSession: 0,
    dropIn: 1,
    async look(session) {
      const store = new session.MemoryStore();
      const before = await serve({
        session,
        options: { ...lean, cookie: {}, store, secret: "old" },
        handler: change,
      });
      const options = { ...lean, cookie: {}, store, secret: ["new", "old"] };
      const { cookie } = await before.ask();
      return (await (await serve({ session, options, handler: change })).ask("/", { cookie })).setCookies
        .length;
    },
  },
  {
    id: "cookie-function",
    expressSession: 0,
    dropIn: 1,
    async look(session) {
      const server = await serve({ session, options: { cookie: () => ({ secure: "auto" }) } });
      return (await server.ask()).setCookies.length;
    },
  },
  {
    id: "private",
    expressSession: null,
    dropIn: "private",
    switches: { privateResponses: false },
    look: async (session) => (await (await serve({ session })).ask()).headers.get("cache-control"),
  },
  {
    id: "promises",
    expressSession: ["undefined", "undefined"],
    dropIn: ["promise", "session"],
    async look(session) {
      const seen: string[] = [];
      const kindOf = (value: unknown): string => {
        if (value instanceof Promise) return "promise";
        return value === undefined ? "undefined" : "session";
      };
      const server = await serve({
        session,
        handler: (request, response) => {
          seen.push(kindOf((request.session.save as () => unknown)()));
          seen.push(kindOf(request.session.save(() => response.end())));
        },
      });
      await server.ask();
      return seen;
    },
  },
  {
    id: "saved-again",
    expressSession: 2,
    dropIn: 1,
    async look(session) {
      const store = new session.MemoryStore();
      const sets = countCalls(store, "set");
      const handler: Handler = (request, response) => {
        request.session.regenerate(() => {
          request.session["hit"] = true;
          request.session.save(() => response.end());
        });
      };
      await (await serve({ session, options: { ...lean, store }, handler })).ask();
      return sets();
    },
  },
  {
    id: "deadline",
    expressSession: "waits",
    dropIn: "503",
    async look(session) {
      const store = new session.MemoryStore();
      const options = { ...lean, store, deadlineMs: 50 };
      const server = await serve({ session, options, handler: change });
      const { cookie } = await server.ask();
      store.get = () => undefined;
      return Promise.race([
        server.ask("/", { cookie }).then(
          ({ status }) => String(status),
          () => "waits",
        ),
        wait(400).then(() => "waits"),
      ]);
    },
  },
];
