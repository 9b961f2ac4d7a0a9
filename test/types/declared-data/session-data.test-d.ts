// Data that is declared once, by merging `SessionData`: a program of its own, since that holds for all of it. Compiled by `npm run check:types`.
import type { IncomingMessage } from "node:http";
import { expectTypeOf, test } from "vitest";
import { getSession } from "hertz-sessions";
import { MemoryStore } from "hertz-sessions/memory";

declare module "hertz-sessions" {
  interface SessionData {
    username: string;
    theme?: "light" | "dark";
  }
}

declare const request: IncomingMessage;

test("getSession() without a type argument knows the declared keys and no others", async () => {
  const session = await getSession(request);
  expectTypeOf(session.get("username")).toEqualTypeOf<string | undefined>();
  expectTypeOf(session.get("theme")).toEqualTypeOf<"light" | "dark" | undefined>();
  expectTypeOf(session.keys()).toEqualTypeOf<("username" | "theme")[]>();
  session.set("theme", "dark");
  // @ts-expect-error -- no such theme
  session.set("theme", "blue");
  // @ts-expect-error -- no such key
  session.set("count", 1);
  // @ts-expect-error -- no such key
  session.get("count");
});

test("open() and sessionsOf() of a store know them too", async () => {
  const store = new MemoryStore({ secrets: [] });
  const opened = await store.open("id");
  expectTypeOf(opened?.get("username")).toEqualTypeOf<string | undefined>();
  const [listed] = await store.sessionsOf("ada");
  expectTypeOf(listed?.get("theme")).toEqualTypeOf<"light" | "dark" | undefined>();
  // @ts-expect-error -- no such key
  opened?.get("count");
  // @ts-expect-error -- no such key
  listed?.get("count");
});

test("a type argument takes the place of the declaration", async () => {
  const session = await getSession<{ count: number }>(request);
  expectTypeOf(session.keys()).toEqualTypeOf<"count"[]>();
  // @ts-expect-error -- declared, but not of this session
  session.get("username");
});
