import type { ServerResponse } from "node:http";

/** The `Set-Cookie` lines that a response has so far. */
export function standingCookies(response: ServerResponse): readonly string[] {
  const header = response.getHeader("Set-Cookie");
  if (header === undefined) return [];
  return Array.isArray(header) ? header : [String(header)];
}
