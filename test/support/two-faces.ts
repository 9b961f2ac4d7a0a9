import type { ServerResponse } from "node:http";

import { getSession, isSessionError, type BaseStore, type Session } from "hertz-sessions";
import dropIn, { ConnectRedisStore } from "hertz-sessions/express-session";
import { MemoryStore } from "hertz-sessions/memory";
import { connectRedis, RedisStore } from "hertz-sessions/redis";
import { afterAll, beforeAll } from "vitest";

import { startRedisServer } from "./redis-server.ts";
import { serve, type Answer, type Handler, type SessionFunction } from "./session-server.ts";

type StoreOptions = Readonly<Record<string, unknown>>;
type CreateStore = (options?: StoreOptions) => BaseStore;

/** What a handler has of a session: the one of express-session, and the one of this library. */
interface Visit {
  readonly req: Parameters<Handler>[0];
  readonly handle: Session<Record<string, unknown>>;
}
type Step = (visit: Visit, res: ServerResponse) => unknown;

/** The stores of this library behind which the drop-in is tested, over a Redis of the file that asks. */
export function libraryStores(): readonly (readonly [name: string, create: CreateStore])[] {
  const secrets = ["a secret of the tests, long enough for all"];
  let client: ReturnType<typeof connectRedis>;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const server = await startRedisServer();
    stop = () => server.stop();
    client = connectRedis({ url: server.url });
    server.adopt(client);
  });
  afterAll(() => stop());
  return [
    ["MemoryStore", (options) => new MemoryStore({ secrets, ...options })],
    ["RedisStore", (options) => new RedisStore({ client, secrets, ...options })],
    ["ConnectRedisStore", (options) => new ConnectRedisStore({ client, secrets, ...options })],
  ];
}

/**
 * A server behind the drop-in that takes a step at each path, and answers with what the step gives, or with the code of its error.
 *
 * @returns what asks it, with the cookie that came with another answer
 */
export async function serveSteps(
  store: object,
  steps: Readonly<Record<string, Step>>,
  options: StoreOptions = {},
): Promise<(path?: string, from?: Answer) => Promise<Answer>> {
  const handler: Handler = (req, res) => {
    const run = async (): Promise<void> => {
      const handle = await getSession<Record<string, unknown>>(req);
      res.end(JSON.stringify((await steps[req.url ?? ""]?.({ req, handle }, res)) ?? null));
    };
    run().catch((error: unknown) => {
      res.statusCode = 500;
      res.end(isSessionError(error) ? error.code : String(error));
    });
  };
  const given = { store, resave: false, saveUninitialized: false, cookie: {}, ...options };
  const session = dropIn as unknown as SessionFunction;
  const { ask } = await serve({ session, options: given, handler });
  return (path, from) => ask(path, { cookie: from?.cookie });
}

/** A step that shows all keys, as `req.session` has them and as `getSession()` has them. */
export const show: Step = ({ req, handle }) => {
  const keys = handle.keys().filter((key) => key !== "cookie");
  const entries = Object.entries(req.session).filter(([key]) => key !== "cookie");
  return {
    plain: Object.fromEntries(entries),
    handle: Object.fromEntries(keys.map((key) => [key, handle.get(key)])),
  };
};

/** What that step answers when both have the same. */
export function shown(values: object): string {
  return JSON.stringify({ plain: values, handle: values });
}
