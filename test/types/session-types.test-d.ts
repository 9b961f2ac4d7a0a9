// What the compiler says of the data of a session. Compiled by `npm run check:types`, never run: an error that is expected and does not come is one.
import type { IncomingMessage } from "node:http";
import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { getSession, sessions } from "hertz-sessions";
import type { CookieOptions, Session, SessionMiddleware } from "hertz-sessions";
import { MemoryStore } from "hertz-sessions/memory";

interface Cart {
  count: number;
  lines: { sku: string; n: number }[];
  coupon?: string;
}

declare const request: IncomingMessage;
declare const session: Session<Cart>;
const secrets = ["a secret of the tests, 32 characters"];

test("getSession<Data>() gives a session of that data, by name too", async () => {
  expectTypeOf(await getSession<Cart>(request)).toEqualTypeOf<Session<Cart>>();
  expectTypeOf(await getSession<Cart>(request, "cart")).toEqualTypeOf<Session<Cart>>();
  // @ts-expect-error -- data is an object
  await getSession<string>(request);
});

test("getSession() without a declaration takes any key, and its values are unknown", async () => {
  const plain = await getSession(request);
  expectTypeOf(plain.get("anything")).toBeUnknown();
  expectTypeOf(plain.keys()).toEqualTypeOf<string[]>();
  plain.set("anything", { of: "any kind" });
});

test("get() and keys() know what is under which key, and that it may be absent", () => {
  expectTypeOf(session.get("count")).toEqualTypeOf<number | undefined>();
  expectTypeOf(session.get("lines")).toEqualTypeOf<Cart["lines"] | undefined>();
  expectTypeOf(session.get("coupon")).toEqualTypeOf<string | undefined>();
  expectTypeOf(session.keys()).toEqualTypeOf<(keyof Cart)[]>();
});

test("a wrong key does not compile", () => {
  expectTypeOf(session.has).parameter(0).toEqualTypeOf<keyof Cart>();
  // @ts-expect-error -- no such key
  session.get("cuont");
  // @ts-expect-error -- no such key
  session.set("cuont", 1);
  // @ts-expect-error -- no such key
  session.has("cuont");
  // @ts-expect-error -- no such key
  session.delete("cuont");
  // @ts-expect-error -- no such key
  void session.update("cuont", () => 1);
});

test("a wrong value does not compile", () => {
  // @ts-expect-error -- a text is no number
  session.set("count", "1");
  // @ts-expect-error -- a line without n
  session.set("lines", [{ sku: "b-17" }]);
  // @ts-expect-error -- delete() removes a key
  session.set("coupon", undefined);
  // @ts-expect-error -- it may be absent
  expectTypeOf(session.get("lines").length).toBeNumber();
});

test("update() gives the value or undefined, takes a value or undefined, and returns what it was given", () => {
  void session.update("count", (count) => {
    expectTypeOf(count).toEqualTypeOf<number | undefined>();
    return (count ?? 0) + 1;
  });
  expectTypeOf(session.update("count", (count = 0) => count + 1)).resolves.toEqualTypeOf<number>();
  expectTypeOf(session.update("count", () => undefined)).resolves.toEqualTypeOf<undefined>();
  // @ts-expect-error -- a text is no number
  void session.update("count", () => "1");
  // @ts-expect-error -- it may run more than once, so it only computes
  void session.update("count", async () => 1);
});

test("flashes are unknown: whoever left them may have been another release", () => {
  session.addFlash({ level: "warning", text: "out of stock" }, "cart");
  expectTypeOf(session.flashes("cart")).toEqualTypeOf<unknown[]>();
  // @ts-expect-error -- a key is a text
  session.addFlash("hello", 1);
});

test("options() takes the attributes of a cookie", () => {
  session.options({ maxAge: 60, sameSite: "strict", partitioned: undefined });
  expectTypeOf(session.options).parameter(0).toEqualTypeOf<CookieOptions>();
  // @ts-expect-error -- no such attribute
  session.options({ maxage: 60 });
  // @ts-expect-error -- no such value
  session.options({ sameSite: "Strict" });
});

test("a store takes a schema of an object, and migrations that return one", () => {
  const Data = z.object({ count: z.coerce.number().default(0) });
  const store = new MemoryStore({
    secrets,
    schema: Data,
    dataVersion: 2,
    migrations: { 1: ({ hits, ...data }) => ({ ...data, count: hits }), 2: async (data) => data },
  });
  expectTypeOf(store.open<z.infer<typeof Data>>("id")).resolves.toEqualTypeOf<Session<{
    count: number;
  }> | null>();
  // @ts-expect-error -- a session is an object
  expectTypeOf(new MemoryStore({ secrets, schema: z.string() })).toBeObject();
  // @ts-expect-error -- a version is a number
  expectTypeOf(new MemoryStore({ secrets, dataVersion: "2" })).toBeObject();
  // @ts-expect-error -- a migration returns the data
  expectTypeOf(new MemoryStore({ secrets, dataVersion: 1, migrations: { 1: () => undefined } })).toBeObject();
  // @ts-expect-error -- an option is missing
  expectTypeOf(new MemoryStore({})).toBeObject();
});

test("sessions() takes a name or several, and a store", () => {
  const store = new MemoryStore({ secrets });
  expectTypeOf(sessions("a", store)).toEqualTypeOf<SessionMiddleware>();
  expectTypeOf(sessions(["a", "b"] as const, store)).toEqualTypeOf<SessionMiddleware>();
  // @ts-expect-error -- no store
  sessions("a", {});
  // @ts-expect-error -- no name
  sessions(store);
});
