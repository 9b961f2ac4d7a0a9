import type { Context } from "hono";
import { sessionMiddleware } from "hono-sessions";
import type { Session, SessionData, Store } from "hono-sessions";
import { connectRaw } from "./raw-commands.ts";
import { serveHono } from "./serve-hono.ts";
import type { VisitorData } from "./session-data.ts";
import { idleSeconds } from "./settings.ts";

const commands = await connectRaw();
const write = async (id: string, data: SessionData): Promise<void> => {
  await commands.set(`hono:${id}`, JSON.stringify(data));
};
/** The library brings no store for Redis: the least that its contract asks for. */
const store: Store = {
  async getSessionById(id) {
    const text = id === undefined ? null : await commands.get(`hono:${id}`);
    return text === null ? null : (JSON.parse(text) as SessionData);
  },
  createSession: write,
  persistSessionData: write,
  deleteSession: (id) => write(id, {} as SessionData),
};
const sessionOf = (context: Context): Session<{ visitor: VisitorData }> =>
  context.get("session") as Session<{ visitor: VisitorData }>;

serveHono(
  {
    read: (context) => sessionOf(context).get("visitor")?.username,
    modify(context) {
      const session = sessionOf(context);
      const visitor = session.get("visitor");
      if (!visitor) return undefined;
      const count = (visitor.count ?? 0) + 1;
      session.set("visitor", { ...visitor, count });
      return count;
    },
    login: (context, data) => sessionOf(context).set("visitor", data),
  },
  sessionMiddleware({
    store,
    expireAfterSeconds: idleSeconds,
    cookieOptions: { path: "/", httpOnly: true, sameSite: "Lax" },
  }),
);
