import type { IncomingMessage } from "node:http";
import type { CookieAttributes } from "../core/cookie-options.ts";

/** Whether a cookie with these attributes gets `Secure` on the response to this request. */
export function isSecureCookie({ secure }: CookieAttributes, request: IncomingMessage): boolean {
  return secure === "auto" ? isSecureRequest(request) : secure;
}

/** Express knows it from the socket, or from the proxies that it was told to trust; a plain request from the socket alone. */
export function isSecureRequest(request: IncomingMessage): boolean {
  if ("secure" in request && typeof request.secure === "boolean") return request.secure;
  return "encrypted" in request.socket && request.socket.encrypted === true;
}
