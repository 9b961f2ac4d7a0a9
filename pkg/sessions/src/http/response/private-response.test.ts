import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { markPrivate } from "./private-response.ts";

/** What a response says about caching once it was marked, if a handler said this before. */
function markedAfter(said: string | string[] | undefined): unknown {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  if (said !== undefined) response.setHeader("cache-control", said);
  markPrivate(response);
  return response.getHeader("Cache-Control");
}

describe("markPrivate()", () => {
  it.each([
    [undefined, "private"],
    ["", "private"],
    ["public", "private"],
    ["public, max-age=60, immutable", "private, max-age=60, immutable"],
    ["PUBLIC,s-maxage=600 , Max-Age=60", "private, Max-Age=60"],
    ["no-cache", "private, no-cache"],
    ["no-store", "no-store"],
    ["private, max-age=5", "private, max-age=5"],
    ["Private", "Private"],
    ['private="set-cookie", max-age=5', 'private, private="set-cookie", max-age=5'],
    ["public, no-store", "no-store"],
    ['public, no-cache="a, public, b"', 'private, no-cache="a, public, b"'],
    [["public", "max-age=60"], "private, max-age=60"],
  ])("%j becomes %j", (said, marked) => {
    expect(markedAfter(said)).toBe(marked);
  });
});
