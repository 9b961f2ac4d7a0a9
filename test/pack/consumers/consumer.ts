// A TypeScript project that uses the packed library: compiled only, with the types that it ships.
import { createServer } from "node:http";
import { getSession, isSessionError, type Session, SessionStoreError, sessions } from "hertz-sessions";
import { CookieStore } from "hertz-sessions/cookie";
import { MemoryStore } from "hertz-sessions/memory";
import { connectRedis, RedisStore } from "hertz-sessions/redis";
import { describeSessionStore } from "hertz-sessions/testing";

interface Visit {
  count: number;
  username: string;
}

const secrets = ["a-secret-of-at-least-thirty-two-characters"];
const stores = [
  new CookieStore({ secrets, encrypt: false }),
  new MemoryStore({ secrets, idleTimeout: 60 }),
  new RedisStore({
    client: connectRedis({ url: "redis://127.0.0.1:6379" }),
    secrets,
    cookie: { sameSite: "lax" },
  }),
];

export const servers = stores.map((store) => {
  const mountSession = sessions("VISITS", store);
  return createServer((request, response) => {
    mountSession(request, response, () => {
      getSession<Visit>(request).then(count, (error: unknown) => {
        if (!isSessionError(error)) throw error;
        response.statusCode = error instanceof SessionStoreError ? error.status : 500;
        response.end();
      });
    });
  });
});

async function count(session: Session<Visit>): Promise<number | undefined> {
  const username: string | undefined = session.get("username");
  session.set("username", username ?? "ada");
  // @ts-expect-error -- a name is no number
  session.set("count", username);
  // @ts-expect-error -- the session has no such key
  session.get("visits");
  return session.update("count", (current = 0) => current + 1);
}

export const contract = describeSessionStore;
