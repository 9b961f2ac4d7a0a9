import { readFile } from "node:fs/promises";

import expressSession from "express-session";
import dropIn from "hertz-sessions/express-session";
import { describe, expect, test } from "vitest";

import type { SessionFunction } from "../support/session-server.ts";
import { differences } from "./cases/differences.ts";

const here = dropIn as unknown as SessionFunction;
const withSwitches = (switches: object): SessionFunction =>
  Object.assign(
    (options: object) => dropIn({ ...options, ...switches }),
    dropIn,
  ) as unknown as SessionFunction;

describe.each(
  differences.map((difference, index) => ({ ...difference, name: `${difference.id} (${index})` })),
)("$name", ({ look, expressSession: there, dropIn: found, switches }) => {
  test("express-session", async () => {
    expect(await look(expressSession)).toEqual(there);
  });
  test("the drop-in", async () => {
    expect(await look(here)).toEqual(found);
  });
  if (!switches) return;
  test("the drop-in with its switch", async () => {
    expect(await look(withSwitches(switches))).toEqual(there);
  });
});

test("docs/express-session.md lists every difference", async () => {
  const page = await readFile("docs/express-session.md", "utf8");
  expect(differences.filter(({ id }) => !page.includes(`<a id="${id}"></a>`))).toEqual([]);
});
