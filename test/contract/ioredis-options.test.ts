import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisStore } from "hertz-sessions/redis";
import { contractCases, runContractCase } from "hertz-sessions/testing";
import type { ContractCase } from "hertz-sessions/testing";
import { Redis } from "ioredis";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

/** Options of a client that change what commands and answers look like. */
interface ClientOptions {
  readonly protocol?: 2 | 3;
  readonly stringNumbers?: boolean;
  readonly keyPrefix?: string;
  readonly lazyConnect?: boolean;
}

let server: RedisServer;
let cases = 0;

beforeAll(async () => {
  server = await startRedisServer();
});

afterAll(() => server.stop());

/** What breaks one promise over clients with these options; `undefined` when it is kept. */
async function problemWith(contractCase: ContractCase, options: ClientOptions): Promise<unknown> {
  const keyPrefix = `contract-${(cases += 1)}:`;
  const connect = (): Redis => new Redis({ ...options, host: "127.0.0.1", port: server.port });
  const clients = [connect(), connect()] as const;
  try {
    await runContractCase(contractCase, async (settings) => ({
      first: new RedisStore({ ...settings, keyPrefix, client: clients[0] }),
      second: new RedisStore({ ...settings, keyPrefix, client: clients[1] }),
      close: () => Promise.resolve(),
    }));
    return undefined;
  } catch (error) {
    return error;
  } finally {
    for (const client of clients) client.disconnect();
  }
}

// Applications bring clients of their own.
describe("RedisStore keeps the session store contract over an ioredis client", () => {
  it.each<[string, ClientOptions]>([
    ["with the options that ioredis has by default", {}],
    ["that speaks RESP2", { protocol: 2 }],
    ["that gives numbers as texts", { stringNumbers: true }],
    ["that has a key prefix of its own", { keyPrefix: "app:" }],
    ["that connects when it is first needed", { lazyConnect: true }],
  ])("%s", async (_name, options) => {
    const problems: Record<string, unknown> = {};
    for (const contractCase of contractCases) {
      // Lifetimes take real seconds, and are the same for all; and the cases of one server must not freeze it.
      if (contractCase.rule === "S7" || contractCase.ability === "deadlines") continue;
      const problem = await problemWith(contractCase, options);
      if (problem !== undefined) problems[`${contractCase.rule}: ${contractCase.name}`] = problem;
    }
    expect(problems).toEqual({});
  });
});
