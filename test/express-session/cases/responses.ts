import { expect, test } from "vitest";

import { countCalls } from "../../support/count-calls.ts";
import { serve, type Handler, type SessionFunction } from "../../support/session-server.ts";

/** How responses and the store meet. */
export function responseCases(session: SessionFunction): void {
  const bodies: [string, Handler][] = [
    ["an end with a body", (_request, response) => response.end("hello, world")],
    [
      "writes and an end",
      (_request, response) => {
        response.write("hello, ");
        response.end("world");
      },
    ],
    [
      "a length and writes",
      (_request, response) => {
        response.setHeader("Content-Length", "12");
        response.write("hello, ");
        response.end("world");
      },
    ],
    [
      "a length and an end",
      (_request, response) => {
        response.setHeader("Content-Length", "12");
        response.end("hello, world");
      },
    ],
    [
      "writeHead",
      (_request, response) => response.writeHead(200, "Fine", { "X-Head": "1" }).end("hello, world"),
    ],
    ["an end in another encoding", (_request, response) => response.end("aGVsbG8sIHdvcmxk", "base64")],
    [
      "an end that is told when it is done",
      (_request, response) => {
        response.write("hello, ", () => undefined);
        response.end("world", () => undefined);
      },
    ],
    [
      "a second end",
      (_request, response) => {
        response.end("hello, world");
        response.end();
      },
    ],
  ];
  test.each(bodies)("%s arrives whole, and the session is in the store by then", async (_name, answer) => {
    const store = new session.MemoryStore();
    const server = await serve({
      session,
      options: { store },
      handler: (request, response) => {
        request.session["hit"] = true;
        answer(request, response);
      },
    });
    const sets = countCalls(store, "set", 50);
    const { text, id } = await server.ask();
    expect([text, sets()]).toEqual(["hello, world", 1]);
    expect(Object.keys((store as unknown as { sessions: object }).sessions)).toEqual([id]);
  });

  test.each([
    ["end()", (_request, response) => response.end()],
    ["end(null)", (_request, response) => response.end(null)],
    [
      "a length of 0",
      (_request, response) => {
        response.setHeader("Content-Length", "0");
        response.end();
      },
    ],
  ] as [string, Handler][])("%s is an empty response", async (_name, handler) => {
    expect(await (await serve({ session, handler })).ask()).toMatchObject({ status: 200, text: "" });
  });

  test("status, reason and headers of writeHead arrive", async () => {
    const server = await serve({
      session,
      handler: (_request, response) => response.writeHead(418, { "X-Head": "1" }).end(),
    });
    const { status, headers } = await server.ask();
    expect([status, headers.get("x-head")]).toEqual([418, "1"]);
  });

  test("a header after the end is the error that it is without a session", async () => {
    const errors: unknown[] = [];
    const server = await serve({
      session,
      handler: (_request, response) => {
        response.end();
        try {
          response.setHeader("Content-Length", "3");
        } catch (error) {
          errors.push((error as { code: string }).code);
        }
      },
    });
    await server.ask();
    expect(errors).toEqual(["ERR_HTTP_HEADERS_SENT"]);
  });

  const patch: Handler = (_request, response) => {
    const { write, end } = response;
    let isEnded = false;
    response.end = function patchedEnd(this: unknown, ...values: unknown[]) {
      isEnded = true;
      return Reflect.apply(end, response, values);
    } as typeof end;
    response.write = function patchedWrite(this: unknown, ...values: unknown[]) {
      if (isEnded) throw new Error("write after end");
      return Reflect.apply(write, response, values) as boolean;
    } as typeof write;
  };
  test("others may have made write and end theirs, before and after", async () => {
    const answer: Handler = (request, response) => {
      request.session["hit"] = true;
      response.write("hello, ");
      response.end("world");
    };
    expect((await (await serve({ session, before: patch, handler: answer })).ask()).text).toBe(
      "hello, world",
    );
    const after: Handler = (request, response) => {
      patch(request, response);
      answer(request, response);
    };
    expect((await (await serve({ session, handler: after })).ask()).text).toBe("hello, world");
  });

  test("what is changed after the first write is stored at the end", async () => {
    const server = await serve({
      session,
      handler: (request, response) => {
        request.session["early"] = true;
        response.write("first ");
        setImmediate(() => {
          request.session.count = (request.session.count ?? 0) + 1;
          response.end(`count ${request.session.count}`);
        });
      },
    });
    const { cookie } = await server.ask();
    expect((await server.ask("/", { cookie })).text).toBe("first count 2");
  });

  test("a large body arrives whole", async () => {
    const server = await serve({
      session,
      handler: (request, response) => {
        request.session["hit"] = true;
        for (let part = 0; part < 64; part += 1) response.write(Buffer.alloc(16_384, part));
        response.end();
      },
    });
    expect((await server.ask()).text).toHaveLength(64 * 16_384);
  });
}
