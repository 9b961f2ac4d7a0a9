import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import express, { type ErrorRequestHandler } from "express";
import dropIn from "hertz-sessions/express-session";
import { expect, onTestFinished, test, vi } from "vitest";

import { countCalls } from "../support/count-calls.ts";
import { fail, lean } from "../support/failing-store.ts";
import { serve, type Handler, type SessionFunction } from "../support/session-server.ts";

const here = dropIn as unknown as SessionFunction;

test("an answer of 500 or more stands when the store fails, and none other is asked for", async () => {
  const handler: Handler = (request, response) => {
    request.session["hit"] = true;
    response.writeHead(503).end("sorry");
  };
  expect(await fail(here, "set", handler)).toEqual({ status: 503, text: "sorry", late: 0 });
});

test("what a handler said of its answer is not said of the error that takes its place", async () => {
  const store = new here.MemoryStore();
  store.set = (_id, _record, callback) => void setImmediate(() => callback?.(new Error("no store")));
  const handler: Handler = (request, response) => {
    request.session["hit"] = true;
    response.setHeader("X-Mine", "1");
    response.writeHead(302, { Location: "/next", "Content-Length": "5" }).end("moved");
  };
  const { status, text, headers } = await (await serve({ session: here, options: { store }, handler })).ask();
  expect([status, text, headers.get("location"), headers.get("x-mine")]).toEqual([
    500,
    "no store",
    null,
    "1",
  ]);
});

test("a handler that is told of a failed save gives its own answer, without a cookie", async () => {
  const store = new here.MemoryStore();
  store.set = (_id, _record, callback) => void setImmediate(() => callback?.(new Error("no store")));
  const handler: Handler = (request, response) => {
    request.session["hit"] = true;
    request.session.save((error?: unknown) => response.end(error ? "not now" : "stored"));
  };
  const { status, text, setCookies } = await (
    await serve({ session: here, options: { ...lean, store }, handler })
  ).ask();
  expect([status, text, setCookies]).toEqual([200, "not now", []]);
});

test("a save that nobody waited for holds the response, and its failure is answered", async () => {
  const store = new here.MemoryStore();
  store.set = (_id, _record, callback) => void setTimeout(() => callback?.(new Error("no store")), 20);
  const handler: Handler = (request, response) => {
    request.session["hit"] = true;
    void (request.session.save as () => unknown)();
    response.end("stored");
  };
  const { status, text } = await (await serve({ session: here, options: { ...lean, store }, handler })).ask();
  expect([status, text]).toEqual([500, "no store"]);
});

test("a response whose session cannot be stored at its end is cut, with one warning", async () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const store = new here.MemoryStore();
  store.set = (_id, _record, callback) => void setImmediate(() => callback?.(new Error("no store")));
  const handler: Handler = (request, response) => {
    response.write("first ");
    setImmediate(() => {
      request.session["hit"] = true;
      response.end("last");
    });
  };
  const server = await serve({ session: here, options: { ...lean, store }, handler });
  await expect(server.ask()).rejects.toThrow("terminated");
  expect(warned.mock.calls.map(([, kind]) => kind)).toEqual([
    expect.objectContaining({ code: "WRN_SESSION_LATE_SAVE" }),
  ]);
  warned.mockRestore();
});

test("a held response that takes no more says so, and asks for more when it has gone", async () => {
  const store = new here.MemoryStore();
  countCalls(store, "set", 50);
  const answers: boolean[] = [];
  const handler: Handler = (request, response) => {
    request.session["hit"] = true;
    const part = Buffer.alloc(response.writableHighWaterMark / 2);
    answers.push(response.write(part), response.write(part));
    response.once("drain", () => response.end("drained"));
  };
  const { text } = await (await serve({ session: here, options: { store }, handler })).ask();
  expect([answers, text.endsWith("drained")]).toEqual([[true, false], true]);
});

test("an error handler that answers after a response that lost nothing is not told that the headers were sent", async () => {
  const store = new here.MemoryStore();
  store.set = (_id, _record, callback) => void setImmediate(() => callback?.(new Error("no store")));
  let resolve: (said: unknown) => void = () => undefined;
  const told = new Promise<unknown>((settle) => {
    resolve = settle;
  });
  const app = express();
  app.use(here({ secret: "keyboard cat", resave: false, saveUninitialized: true, store }));
  app.get("/", (_request, response) => response.send("answered"));
  const onError: ErrorRequestHandler = (error: Error, _request, response, _next) => {
    try {
      response.status(500).json({ error: error.message });
      resolve(error.message);
    } catch (failure) {
      resolve(failure);
    }
  };
  app.use(onError);
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect([response.status, await response.text(), await told]).toEqual([200, "answered", "no store"]);
});
