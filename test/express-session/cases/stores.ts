import { expect, test } from "vitest";

import { countVisits, serve, type SessionFunction } from "../../support/session-server.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- whatever was stored
type Callback = (error?: unknown, record?: any) => void;

/** Stores made as their authors make them. */
export function storeCases(session: SessionFunction): void {
  test("a store that calls back at once", async () => {
    const records = new Map<string, string>();
    class SyncStore extends session.Store {
      override get(id: string, callback: Callback): void {
        const text = records.get(id);
        callback(null, text === undefined ? undefined : JSON.parse(text));
      }
      override set(id: string, record: unknown, callback?: Callback): void {
        records.set(id, JSON.stringify(record));
        callback?.();
      }
      override destroy(id: string, callback?: Callback): void {
        records.delete(id);
        callback?.();
      }
    }
    const server = await serve({
      session,
      options: { store: new SyncStore(), unset: "destroy" },
      handler: (request, response) => {
        if (request.url === "/") return countVisits(request, response);
        Object.assign(request, { session: null });
        response.write("destroyed ");
        return void response.end("now");
      },
    });
    const { cookie } = await server.ask();
    expect((await server.ask("/", { cookie })).text).toBe("visit 2");
    expect((await server.ask("/unset", { cookie })).text).toBe("destroyed now");
    expect(records.size).toBe(0);
  });

  test("a store that is older than classes", async () => {
    const records: Record<string, string> = {};
    const Store = session.Store as unknown as { call(self: unknown): void; prototype: object };
    function OldStore(this: object): void {
      Store.call(this);
    }
    OldStore.prototype = Object.create(Store.prototype);
    Object.assign(OldStore.prototype, {
      get: (id: string, callback: Callback) =>
        setImmediate(callback, null, records[id] && JSON.parse(records[id])),
      set: (id: string, record: unknown, callback: Callback) => {
        records[id] = JSON.stringify(record);
        setImmediate(callback);
      },
      destroy: (id: string, callback: Callback) => {
        delete records[id];
        setImmediate(callback);
      },
    });
    const store = new (OldStore as unknown as new () => object)();
    const server = await serve({ session, options: { store }, handler: countVisits });
    const { cookie } = await server.ask();
    expect((await server.ask("/", { cookie })).text).toBe("visit 2");
  });

  test("a store that gives back dates as dates", async () => {
    const records = new Map<string, object>();
    class KeepingStore extends session.Store {
      override get(id: string, callback: Callback): void {
        const record = records.get(id);
        setImmediate(callback, null, record && { ...record });
      }
      override set(id: string, record: object, callback?: Callback): void {
        records.set(id, { ...record, cookie: { ...(record as { cookie: { data: object } }).cookie.data } });
        if (callback) setImmediate(callback);
      }
      override destroy(id: string, callback?: Callback): void {
        records.delete(id);
        if (callback) setImmediate(callback);
      }
    }
    const server = await serve({
      session,
      options: { store: new KeepingStore(), cookie: { maxAge: 2000 } },
      handler: (request, response) => response.end(String(request.session.cookie.originalMaxAge)),
    });
    const { cookie } = await server.ask();
    expect(Math.abs(Number((await server.ask("/", { cookie })).text) - 2000)).toBeLessThanOrEqual(1);
  });

  test("a store without touch() is not touched", async () => {
    const store = Object.assign(new session.MemoryStore(), { touch: undefined });
    const server = await serve({
      session,
      options: { store, resave: false },
      handler: (request, response) => {
        request.session["hit"] = true;
        response.end("answered");
      },
    });
    const { cookie } = await server.ask();
    expect((await server.ask("/", { cookie })).text).toBe("answered");
  });
}
