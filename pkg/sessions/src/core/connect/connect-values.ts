import type { ConnectCookieData } from "./connect-cookie.ts";
import { ConnectSession } from "./connect-session.ts";

/** The entry that holds the cookie of an express-session session. */
export const COOKIE = "cookie";

/** What JSON leaves out of an object. */
const UNSTORED: readonly string[] = ["undefined", "function", "symbol"];

/** Whether a key can be one of the application's in an express-session session: others are its own. */
export function isApplicationKey(key: string): boolean {
  return key !== COOKIE && key !== "req" && key !== "id" && !(key in ConnectSession.prototype);
}

/** What is to be stored of a session besides its cookie: what JSON keeps of its properties. */
export function valuesOf(session: object): Map<string, unknown> {
  const entries = Object.entries(session);
  return new Map(entries.filter(([key, value]) => key !== COOKIE && !UNSTORED.includes(typeof value)));
}

/** A cookie without the moment at which it ends, which each request sets anew and the row keeps in its own way. */
export function storedCookie(session: object): ConnectCookieData {
  const cookie: unknown = Reflect.get(session, COOKIE);
  return { ...(JSON.parse(JSON.stringify(cookie ?? {})) as ConnectCookieData), expires: undefined };
}
