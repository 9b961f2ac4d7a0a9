import { expect, test } from "vitest";

import { lean } from "../../support/failing-store.ts";
import { serve, type Handler, type SessionFunction } from "../../support/session-server.ts";

const answer: Handler = (_request, response) => response.end("answered");
const unset: Handler = (request, response) => {
  Object.assign(request, { session: null });
  response.end("answered");
};

/** Store errors that take nothing which the handler did. */
export function storeErrorCases(session: SessionFunction): void {
  test.each([
    ["a session that was read and not changed cannot be renewed", "touch", lean, answer, true],
    ["a session that was read and not changed cannot be stored again", "set", {}, answer, true],
    ["a new session that holds nothing cannot be stored", "set", {}, answer, false],
    ["a new session cannot be ended", "destroy", { unset: "destroy" }, unset, false],
  ] as [string, string, object, Handler, boolean][])(
    "when %s, the answer stands, and the error is told after it",
    async (...[_name, method, options, handler, isReturning]) => {
      const store = new session.MemoryStore();
      const first: Handler = (request, response) => {
        request.session["hit"] = true;
        response.end();
      };
      const before = await serve({ session, options: { ...options, store }, handler: first });
      const { cookie } = await before.ask();
      Reflect.set(store, method, (...values: unknown[]) =>
        setImmediate(values.at(-1) as (error: Error) => void, new Error("no store")),
      );
      const server = await serve({ session, options: { ...options, store }, handler });
      const { status, text } = await server.ask("/", { cookie: isReturning ? cookie : undefined });
      expect([status, text]).toEqual([200, "answered"]);
      await expect.poll(() => server.errors.map(({ message }) => message)).toEqual(["no store"]);
    },
  );
}
