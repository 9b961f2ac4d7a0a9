import { newNotice } from "./session-data.ts";
import type { VisitorData } from "./session-data.ts";
import type { Subject } from "./subject.ts";

/** A library whose session is an object on the request, saved by assigning to it. */
export function assignedSession<Context>(
  sessionOf: (context: Context) => Partial<VisitorData> | undefined,
  login: Subject<Context>["login"],
): Subject<Context> {
  const count = (context: Context): number | undefined => {
    const session = sessionOf(context);
    if (session?.username === undefined) return undefined;
    session.count = (session.count ?? 0) + 1;
    return session.count;
  };
  return {
    read: (context) => sessionOf(context)?.username,
    modify: count,
    update: count,
    flash(context) {
      const session = sessionOf(context);
      if (session?.username === undefined) return undefined;
      const taken = session.notices?.length ?? 0;
      session.notices = [newNotice()];
      return taken;
    },
    count(context) {
      const session = sessionOf(context);
      return session?.username === undefined ? undefined : (session.count ?? 0);
    },
    login,
  };
}
