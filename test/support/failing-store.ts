import { setTimeout as wait } from "node:timers/promises";

import { countVisits, serve, type Handler, type SessionFunction } from "./session-server.ts";

/** Options under which only what changed is stored. */
export const lean = { saveUninitialized: false, resave: false };
/** Changes the session and answers. */
export const change: Handler = (request, response) => {
  request.session["hit"] = true;
  response.end("stored");
};

/** A visitor whose store fails at a method. */
export async function fail(session: SessionFunction, method: string, handler: Handler): Promise<unknown> {
  const store = new session.MemoryStore();
  const server = await serve({
    session,
    options: { ...lean, store, unset: "destroy" },
    handler: countVisits,
  });
  const { cookie } = await server.ask();
  Reflect.set(store, method, (...values: unknown[]) =>
    setImmediate(values.at(-1) as (error: Error) => void, new Error("no store")),
  );
  const other = await serve({ session, options: { ...lean, store, unset: "destroy" }, handler });
  const { status, text } = await other.ask("/", { cookie });
  await wait(20);
  return { status, text, late: other.errors.length };
}
