import { inspect } from "node:util";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { RedisStoreOptions } from "hertz-sessions/redis";
import type { Redis } from "ioredis";
import { Browser, Replica } from "../../pkg/sessions/src/testing/replica.ts";
import type { RedisServer } from "./redis-server.ts";

/** A process of an application over a Redis that a test torments: its server, and its connection to Redis. */
export interface FaultReplica {
  readonly replica: Replica;
  readonly client: Redis;
}

/** Somebody with a stored session, and what nobody else may get to see of it. */
export interface FaultVisitor {
  readonly browser: Browser;
  readonly handle: string;
  /** Where the session stands in Redis. */
  readonly key: string;
  /** The id, the cookie's value and its signature, the value in the session and the secret of the store. */
  readonly secrets: readonly string[];
}

const KEY_PREFIX = "faults:";
const SECRET = "the secret of a fault test, shown to nobody";
const VALUE = "a value of a fault test, shown to nobody";

/** One more process, whether Redis answers or not. Stopping the server disconnects it. */
export async function startFaultReplica(
  server: RedisServer,
  options: Partial<RedisStoreOptions> = {},
): Promise<FaultReplica> {
  const client = connectRedis({ url: server.url });
  server.adopt(client);
  const store = new RedisStore({ client, secrets: [SECRET], keyPrefix: KEY_PREFIX, ...options });
  return { client, replica: await Replica.start(store) };
}

/** Stores a session with one value, under the key `private`. */
export async function signIn({ replica }: FaultReplica): Promise<FaultVisitor> {
  const browser = new Browser();
  const [id, handle] = await replica.visit(browser, async (session) => {
    session.set("private", VALUE);
    await session.save();
    return [session.id, session.handle] as const;
  });
  const [, cookie = ""] = browser.cookie?.split("=") ?? [];
  const secrets = [id, cookie, cookie.slice(id.length + 1), VALUE, SECRET];
  return { browser, handle, key: keyOf(handle), secrets };
}

/** Where the session with a handle stands in Redis. */
export function keyOf(handle: string): string {
  return `${KEY_PREFIX}{${handle.slice(0, 4)}}${handle.slice(4)}`;
}

/**
 * The error with which a promise rejects.
 *
 * @throws Error when it does not reject, or when the error shows a secret of the visitor wherever one might look
 */
export async function failureOf(promise: Promise<unknown>, visitor?: FaultVisitor): Promise<unknown> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (!outcome) throw new Error("The promise did not reject");
  const shown = [inspect(outcome.error, { depth: 10, showHidden: true }), JSON.stringify(outcome.error)].join(
    "\n",
  );
  const secrets = visitor?.secrets ?? [SECRET, VALUE];
  const leaks = secrets.flatMap((secret, index) => (shown.includes(secret) ? [index] : []));
  if (leaks.length > 0) throw new Error(`The error shows what nobody may see: secrets ${leaks.join(", ")}`);
  return outcome.error;
}
