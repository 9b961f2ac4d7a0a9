import type { IncomingMessage } from "node:http";
import { getSession } from "hertz-sessions";
import { newNotice } from "./session-data.ts";
import type { VisitorData } from "./session-data.ts";
import type { Subject } from "./subject.ts";

type VisitorSession = Awaited<ReturnType<typeof getSession<VisitorData>>>;

/** hertz-sessions as its documentation says to use it, however a framework names the request's session. */
export function hertzSubject<Context>(
  sessionOf: (context: Context) => Promise<VisitorSession>,
): Subject<Context> {
  return {
    async read(context) {
      return (await sessionOf(context)).get("username");
    },
    async modify(context) {
      const session = await sessionOf(context);
      if (session.isNew) return undefined;
      const count = (session.get("count") ?? 0) + 1;
      session.set("count", count);
      await session.save();
      return count;
    },
    async update(context) {
      const session = await sessionOf(context);
      return session.isNew ? undefined : session.update("count", (count) => (count ?? 0) + 1);
    },
    async flash(context) {
      const session = await sessionOf(context);
      if (session.isNew) return undefined;
      const notices = session.flashes();
      session.addFlash(newNotice());
      await session.save();
      return notices.length;
    },
    async count(context) {
      const session = await sessionOf(context);
      return session.isNew ? undefined : (session.get("count") ?? 0);
    },
    async login(context, data) {
      const session = await sessionOf(context);
      await session.regenerate();
      for (const [key, value] of Object.entries(data)) session.set(key as keyof VisitorData, value as never);
      await session.save();
    },
  };
}

/** The session of a plain request. */
export function ofRequest({ request }: { readonly request: IncomingMessage }): Promise<VisitorSession> {
  return getSession<VisitorData>(request);
}
