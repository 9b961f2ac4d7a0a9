import express from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { getSession, sessions } from "hertz-sessions";
import { CookieStore } from "hertz-sessions/cookie";
import { MemoryStore } from "hertz-sessions/memory";
import { visitorOf } from "../support/hertz-visitor.ts";

// How Hertz's sessions get onto a request, by Hertz's names.

const secrets = ["a secret of the tests, 32 characters"];

describe("sessions.New, sessions.Many", () => {
  const store = new MemoryStore({ secrets });

  it.each<[string, unknown[], RegExp]>([
    ["an empty list of names", [[], store], /at least one name/],
    ["a name twice", [["a", "a"], store], /same name twice/],
    ["no name", [undefined, store], /name of a cookie/],
    ["a name that no cookie can have", ["a;b", store], /name must be one that a cookie can have/],
    ["no store", ["a"], /a store as its second argument/],
    ["the options of a store for the store", ["a", { secrets }], /a store as its second argument/],
    ["sessions in cookies that would share one", [["a", "a.1"], new CookieStore({ secrets })], /would share/],
    [
      "an option that it does not know",
      ["a", store, { maxAge: 60 }],
      /has no option maxAge, only cookie and warnUnsaved/,
    ],
    ["options that are no object", ["a", store, 60], /an object as its third argument/],
    ["a cookie option with a wrong value", ["a", store, { cookie: { path: "x" } }], /path must be/],
    ["a prefix without its attributes", ["__Host-a", store], /__Host- needs secure: true/],
  ])("refuse %s at once, and say so", (_name, values, message) => {
    expect(() => sessions(...(values as Parameters<typeof sessions>))).toThrow(message);
  });

  it("take cookie options over the store's", async () => {
    const mounted = visitorOf("a", new MemoryStore({ secrets, cookie: { httpOnly: false } }), {
      cookie: { path: "/", sameSite: "strict" },
    });
    const [line] = await mounted.visit((session) => {
      session.set("a", 1);
      return session.save();
    });
    expect(line).toMatch(/; Path=\/; SameSite=Strict$/);
    expect(() => sessions("__Host-a", store, { cookie: { secure: true } })).not.toThrow();
  });

  it("mounted twice under one name with different cookie options tell the error handler", async () => {
    const app = express();
    app.use(sessions("a", store), sessions("a", store), sessions("a", store, { cookie: { path: "/b" } }));
    let told: unknown;
    app.use((error: unknown, _req: unknown, res: express.Response, _next: unknown) => {
      told = error;
      res.end();
    });
    await request(app).get("/");
    expect(told).toMatchObject({
      code: "ERR_SESSION_CONFIG",
      message: expect.stringMatching(/mounted twice/),
    });
  });
});

describe("sessions.Default, sessions.DefaultMany", () => {
  it.each<[string, string[], string | undefined, RegExp]>([
    ["no middleware", [], undefined, /put app\.use\(sessions\(name, store\)\) before the handler/],
    ["several sessions and no name", ["a", "b"], undefined, /needs a name, .*: a, b$/],
    ["a name that is not mounted", ["a", "b"], "c", /found no session "c"; mounted are: a, b$/],
  ])("reject with %s, and say what to do", async (_name, mounted, name, message) => {
    const app = express();
    for (const each of mounted) app.use(sessions(each, new MemoryStore({ secrets })));
    let failure: unknown;
    app.get("/", async (req, res) => {
      await getSession(req, name).catch((error: unknown) => {
        failure = error;
      });
      res.end();
    });
    await request(app).get("/");
    expect(failure).toMatchObject({
      code: "ERR_SESSION_NOT_MOUNTED",
      message: expect.stringMatching(message),
    });
  });
});
