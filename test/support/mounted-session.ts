import type { BaseStore } from "hertz-sessions";
import session from "hertz-sessions/express-session";
import { inject } from "vitest";

import { initSession } from "../../biz/mw/session.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What gives the app its sessions in this run; not said: `sessions()`. */
    readonly sessions?: "the drop-in";
  }
}

/** Whether the app has its sessions from the drop-in for express-session in this run. */
export const isDropIn = inject("sessions") === "the drop-in";

/** Whether a cookie's value is a genuine one in other letters: the drop-in takes it for the same, as express-session does. */
export function isSpelledOtherwise(value: string, genuine: readonly string[]): boolean {
  return isDropIn && genuine.some((known) => decode(known) === decode(value));
}

function decode(value: string): string {
  const bare = value.startsWith('"') ? value.slice(1, -1) : value;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** What `biz/mw/session.ts` is in an app that was written for express-session: its store, and the cookie that the store describes. */
function initDropIn({
  store,
  cookieName,
}: Parameters<typeof initSession>[0]): ReturnType<typeof initSession> {
  const { cookie } = store.settings;
  return session({
    store: store as BaseStore,
    name: cookieName,
    cookie: { secure: cookie.secure, sameSite: cookie.sameSite },
    resave: false,
    saveUninitialized: false,
  });
}

/** Gives the app of the tests its sessions. */
export const mountedSession = isDropIn ? initDropIn : initSession;
