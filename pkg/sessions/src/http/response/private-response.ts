import type { ServerResponse } from "node:http";

/** One directive of Cache-Control: what stands between commas, of which a quoted text may hold some itself. */
const DIRECTIVE = /(?:[^",]|"(?:\\.|[^"\\])*")+/g;

/**
 * Marks a response that sets a cookie as one that shared caches must not keep, whatever the handler said about caching.
 *
 * RFC 9111, section 7.3: a cache that stores `Set-Cookie` gives one visitor's session to all.
 */
export function markPrivate(response: ServerResponse): void {
  const header = response.getHeader("Cache-Control");
  if (header === undefined) {
    response.setHeader("Cache-Control", "private");
    return;
  }
  const text = Array.isArray(header) ? header.join(",") : String(header);
  const directives = (text.match(DIRECTIVE) ?? [])
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^(?:public|s-maxage)\b/i.test(directive));
  if (!directives.some((directive) => /^(?:private|no-store)$/i.test(directive))) {
    directives.unshift("private");
  }
  response.setHeader("Cache-Control", directives.join(", "));
}
