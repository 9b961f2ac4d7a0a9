import { afterAll, beforeAll, expect, it } from "vitest";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import type { Backing } from "./backing.ts";
import { reportOf, searchFromEnvironment, searchViolation } from "./check-program.ts";
import { createRedisBackings } from "./redis-backing.ts";

/** What a machine of one slow core runs in the time. */
const AT_LEAST = 200;

let server: RedisServer;
let createBacking: () => Promise<Backing>;

beforeAll(async () => {
  server = await startRedisServer();
  createBacking = await createRedisBackings(server);
});

afterAll(() => server.stop());

it("thousands of programs of interleaved requests, revokes and spells of time on two replicas over Redis do what the contract says", async () => {
  const search = searchFromEnvironment({ runs: 5000, withinMs: 40_000 });
  const found = await searchViolation(createBacking, search);
  expect(reportOf(found)).toBe("");
  expect(found.numRuns).toBeGreaterThanOrEqual(Math.min(AT_LEAST, search.runs));
}, 3_600_000);
