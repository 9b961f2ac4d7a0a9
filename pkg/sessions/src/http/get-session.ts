import { SessionStateError } from "../core/errors.ts";
import type { SessionData } from "../core/session-data.ts";
import type { Session } from "../core/session/session.ts";
import { sessionsOn } from "./mount/request-sessions.ts";
import type { RequestSession } from "./mount/request-sessions.ts";
import type { SessionRequest } from "./request/session-request.ts";

/**
 * The session of a request. The first call of a request reads it from the store, in one command; later calls give the same object. A
 * visitor without a valid cookie gets a new session, and the store is not asked.
 *
 * In Hertz: `sessions.Default(c)`, and `sessions.DefaultMany(c, name)`.
 *
 * @param name - which one, when several are mounted
 * @throws SessionStoreError (status 503) when the store failed or did not answer in time
 * @throws SessionStateError `ERR_SESSION_NOT_MOUNTED` when no session of that name is mounted before this handler
 */
export async function getSession<Data extends object = SessionData>(
  request: SessionRequest,
  name?: string,
): Promise<Session<Data>> {
  const session = await find(sessionsOn(request), name).load();
  return session as unknown as Session<Data>;
}

function find(first: RequestSession | undefined, name: string | undefined): RequestSession {
  if (!first) {
    throw notMounted(
      "getSession() found no session on this request: put app.use(sessions(name, store)) before the handler, or app.register() with Fastify",
    );
  }
  if (name === undefined && !first.other) return first;
  const names: string[] = [];
  for (let held: RequestSession | undefined = first; held; held = held.other) {
    if (held.mount.name === name) return held;
    names.push(held.mount.name);
  }
  const mounted = names.reverse().join(", ");
  if (name === undefined) {
    throw notMounted(`getSession() needs a name, since several sessions are mounted: ${mounted}`);
  }
  throw notMounted(`getSession() found no session "${name}"; mounted are: ${mounted}`);
}

function notMounted(message: string): SessionStateError {
  return new SessionStateError("ERR_SESSION_NOT_MOUNTED", message);
}
