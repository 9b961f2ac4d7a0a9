import type { IncomingMessage } from "node:http";

/** What Express adds to a request, as far as sessions look at it. */
interface ExpressRequest extends IncomingMessage {
  readonly originalUrl?: unknown;
  readonly secure?: unknown;
}

/**
 * Whether a request came over HTTPS.
 *
 * @param proxy - true: as the proxy says; false: as the socket says; undefined: as Express says, which knows whom to trust
 */
export function isSecureRequest(request: ExpressRequest, proxy: boolean | undefined): boolean {
  const { socket } = request;
  if ((socket as typeof socket | undefined) && "encrypted" in socket && socket.encrypted) return true;
  if (proxy === false) return false;
  if (proxy !== true) return request.secure === true;
  const [first = ""] = String(request.headers["x-forwarded-proto"] ?? "").split(",");
  return first.trim().toLowerCase() === "https";
}

/** The path that a request came for, before a router took its mount point away. */
export function originalPathOf(request: ExpressRequest): string {
  const url = typeof request.originalUrl === "string" ? request.originalUrl : (request.url ?? "");
  if (url.startsWith("/")) return /^[^?#]*/.exec(url)?.[0] ?? "/";
  return URL.canParse(url) ? new URL(url).pathname : url || "/";
}
