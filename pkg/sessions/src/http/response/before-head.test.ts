import { ServerResponse } from "node:http";
import type { OutgoingHttpHeader } from "node:http";
import { describe, expect, it } from "vitest";
import { answerOf, valuesOf } from "../../../../../test/support/answer-of.ts";
import type { Answer } from "../../../../../test/support/answer-of.ts";
import { beforeHead } from "./before-head.ts";

/** A response on which a listener adds a cookie right before its head, whichever way the handler sends it. */
function answerWithListener(handler: (response: ServerResponse) => unknown): Promise<Answer> {
  return answerOf((response) => {
    beforeHead(response, () => response.appendHeader("Set-Cookie", "ours=1"));
    return handler(response);
  });
}

describe("beforeHead()", () => {
  it.each<[string, (response: ServerResponse) => unknown]>([
    ["writeHead(status)", (response) => response.writeHead(202)],
    ["writeHead(status, reason)", (response) => response.writeHead(202, "Fine")],
    ["an implicit head, by end()", (response) => response.end("body")],
    ["an implicit head, by write()", (response) => response.write("body")],
    ["flushHeaders()", (response) => response.flushHeaders()],
  ])("calls back once, in time to add a header: %s", async (_name, send) => {
    expect(valuesOf(await answerWithListener(send), "set-cookie")).toEqual(["ours=1"]);
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ["writeHead(status, headers)", (response) => response.writeHead(202, { "X-One": "1", "X-Two": 2 })],
    [
      "writeHead(status, reason, headers)",
      (response) => response.writeHead(202, "Fine", { "X-One": "1", "X-Two": "2" }),
    ],
    [
      "writeHead(status, undefined, headers)",
      (response) => response.writeHead(202, undefined, { "X-One": "1", "X-Two": "2" }),
    ],
    ["writeHead(status, flat list)", (response) => response.writeHead(202, ["X-One", "1", "X-Two", "2"])],
    [
      "writeHead(status, pairs)",
      (response) =>
        response.writeHead(202, [
          ["X-One", "1"],
          ["X-Two", "2"],
        ] as unknown as OutgoingHttpHeader[]),
    ],
    [
      "setHeader() and writeHead(status)",
      (response) => response.setHeader("X-One", 1).setHeader("X-Two", 2).writeHead(202),
    ],
  ])("keeps status and headers that were given: %s", async (_name, send) => {
    const answer = await answerWithListener(send);
    expect(answer.status).toBe(202);
    expect(answer.headers).toEqual([
      ["x-one", "1"],
      ["x-two", "2"],
      ["set-cookie", "ours=1"],
    ]);
  });

  it.each<[string, string, (response: ServerResponse) => unknown]>([
    ["writeHead(status, reason)", "Fine", (response) => response.writeHead(202, "Fine")],
    ["writeHead(status, reason, headers)", "Fine", (response) => response.writeHead(202, "Fine", {})],
    ["writeHead(status)", "Accepted", (response) => response.writeHead(202)],
    [
      "statusMessage",
      "Mine",
      (response) => Object.assign(response, { statusCode: 202, statusMessage: "Mine" }),
    ],
  ])("keeps the reason: %s", async (_name, reason, send) => {
    expect(await answerWithListener(send)).toMatchObject({ status: 202, reason });
  });

  it("headers given to writeHead() go over those set before, and several values of one stay", async () => {
    const answer = await answerWithListener((response) => {
      response.setHeader("X-Over", "before").setHeader("X-Kept", "before");
      response.writeHead(200, ["x-over", "1", "X-Over", "2"]);
    });
    expect([valuesOf(answer, "x-over"), valuesOf(answer, "x-kept")]).toEqual([["1", "2"], ["before"]]);
  });

  it("cookies given to writeHead() stand beside those set before and those of the listener", async () => {
    const answer = await answerWithListener((response) => {
      response.setHeader("Set-Cookie", "before=1");
      response.writeHead(200, { "set-cookie": ["given=1", "given=2"] });
    });
    expect(valuesOf(answer, "set-cookie")).toEqual(["before=1", "given=1", "given=2", "ours=1"]);
  });

  it("shows the listener the headers that were given to writeHead()", async () => {
    let seen: unknown;
    await answerOf((response) => {
      beforeHead(response, () => {
        seen = response.getHeader("Cache-Control");
      });
      response.writeHead(200, { "cache-control": "public" });
    });
    expect(seen).toBe("public");
  });

  it("still calls back after a writeHead() that threw for an illegal header", async () => {
    const answer = await answerWithListener((response) => {
      expect(() => response.writeHead(200, { "X-One": "a\nb" })).toThrow("Invalid character");
      response.writeHead(500).end();
    });
    expect(valuesOf(answer, "set-cookie")).toEqual(["ours=1"]);
  });

  it("calls several listeners, in the order in which they came, once each", async () => {
    const calls: string[] = [];
    await answerOf((response) => {
      for (const name of ["one", "two"]) beforeHead(response, () => calls.push(name));
      response.write("some");
      response.end("more");
    });
    expect(calls).toEqual(["one", "two"]);
  });

  it("goes well with others who wrap writeHead(), before it or after", async () => {
    const wrap = (response: ServerResponse, name: string): void => {
      const { writeHead } = response;
      response.writeHead = (...values: unknown[]) => {
        response.appendHeader("X-Wrapped", name);
        return Reflect.apply(writeHead, response, values) as ServerResponse;
      };
    };
    const answer = await answerOf((response) => {
      wrap(response, "before");
      beforeHead(response, () => response.appendHeader("Set-Cookie", "ours=1"));
      wrap(response, "after");
      response.end();
    });
    expect(valuesOf(answer, "x-wrapped").toSorted()).toEqual(["after", "before"]);
    expect(valuesOf(answer, "set-cookie")).toEqual(["ours=1"]);
  });

  it("touches the one response, so that all others keep the writeHead() that they came with", async () => {
    const { writeHead } = ServerResponse.prototype;
    const own: boolean[] = [];
    await answerOf((response) => {
      own.push(Object.hasOwn(response, "writeHead"));
      beforeHead(response, () => undefined);
      own.push(Object.hasOwn(response, "writeHead"));
    });
    expect([own, ServerResponse.prototype.writeHead]).toEqual([[false, true], writeHead]);
  });
});
