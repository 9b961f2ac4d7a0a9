import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { getSession, sessions } from "hertz-sessions";
import type { Session } from "hertz-sessions";
import type { RedisStore } from "hertz-sessions/redis";

type AnySession = Session<Record<string, unknown>>;

/** A way to the new sessions of visitors without a cookie, each of a request of its own. */
export function newSessions(store: RedisStore): () => Promise<AnySession> {
  const mount = sessions("sid", store);
  return () => {
    const request = new IncomingMessage(new Socket());
    mount(request, new ServerResponse(request), () => undefined);
    return getSession<Record<string, unknown>>(request);
  };
}
