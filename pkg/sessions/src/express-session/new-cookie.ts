import { ConnectCookie } from "../core/connect/connect-cookie.ts";
import type { SessionConfig } from "./config.ts";
import { isSecureRequest } from "./request-properties.ts";
import type { ConnectRequest } from "./connect-request.ts";

/** The cookie of a session that begins with a request. */
export function newCookie(config: SessionConfig, request: ConnectRequest): ConnectCookie {
  const cookie = new ConnectCookie(config.cookieFor(request));
  const isSecure = isSecureRequest(request, config.proxy);
  if (cookie.secure === "auto") cookie.secure = isSecure;
  if (cookie.sameSite === "auto") cookie.sameSite = isSecure ? "none" : "lax";
  return cookie;
}
