import { randomUUID } from "node:crypto";

import { describe, expect, it } from "vitest";

import { readSessionUser, toVisits } from "./session-user.ts";

const user = { userId: randomUUID(), username: "ada", signedInAt: new Date().toISOString() };

function sessionOf(data: Readonly<Record<string, unknown>>) {
  return { get: (key: string) => data[key] };
}

describe("readSessionUser()", () => {
  it("gives what a login wrote", () => {
    expect(readSessionUser(sessionOf({ ...user, visits: 3 }))).toEqual(user);
  });

  it.each([
    ["an empty session", {}],
    ["a username alone", { username: "ada" }],
    ["a username that is no text", { ...user, username: { toString: "ada" } }],
    ["an empty username", { ...user, username: "" }],
    ["an id that is none", { ...user, userId: "1" }],
    ["a time that is none", { ...user, signedInAt: "yesterday" }],
  ])("takes %s for anonymous", (_what, data) => {
    expect(readSessionUser(sessionOf(data))).toBeNull();
  });
});

describe("toVisits()", () => {
  it.each([
    [0, 0],
    [7, 7],
    [undefined, 0],
    [null, 0],
    ["7", 0],
    [-1, 0],
    [1.5, 0],
    [Number.NaN, 0],
    [{}, 0],
  ])("takes %s for %s", (value, visits) => {
    expect(toVisits(value)).toBe(visits);
  });
});
