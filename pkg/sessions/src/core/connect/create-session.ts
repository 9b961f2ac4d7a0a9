import { ConnectCookie } from "./connect-cookie.ts";
import { ConnectSession } from "./connect-session.ts";
import type { ConnectRecord } from "./connect-session.ts";

/**
 * Puts a session with what a store gave back on a request.
 *
 * @throws TypeError when the record has no cookie
 */
export function createSession(
  request: { readonly sessionID: string },
  record: ConnectRecord,
): ConnectSession {
  const stored = record.cookie as { readonly expires?: unknown; readonly originalMaxAge?: unknown };
  const expires = stored.expires;
  const originalMaxAge = stored.originalMaxAge;
  const cookie = new ConnectCookie(stored);
  if (typeof expires === "string") cookie.expires = new Date(expires);
  cookie.originalMaxAge = originalMaxAge as number | null | undefined; // setting `expires` has changed it
  record.cookie = cookie;
  const session = new ConnectSession(request, record);
  Reflect.set(request, "session", session);
  return session;
}
