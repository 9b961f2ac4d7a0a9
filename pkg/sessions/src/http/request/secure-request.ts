import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import type { SessionRequest } from "./session-request.ts";

/** Whether a cookie with these attributes gets `Secure` on the response to this request. */
export function isSecureCookie({ secure }: CookieAttributes, request: SessionRequest): boolean {
  return secure === "auto" ? isSecureRequest(request) : secure;
}

/** Express and Fastify know it from the socket, or from the proxies that they were told to trust; a plain request from the socket alone. */
export function isSecureRequest(request: SessionRequest): boolean {
  if ("secure" in request && typeof request.secure === "boolean") return request.secure;
  if ("protocol" in request && typeof request.protocol === "string") return request.protocol === "https";
  return "encrypted" in request.socket && request.socket.encrypted === true;
}
