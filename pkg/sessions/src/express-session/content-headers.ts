import type { ServerResponse } from "node:http";

/** Headers that describe one answer, and are wrong on another. */
const OF_AN_ANSWER: ReadonlySet<string> = new Set([
  "accept-ranges",
  "age",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-range",
  "content-type",
  "etag",
  "expires",
  "last-modified",
  "location",
  "refresh",
  "trailer",
  "transfer-encoding",
]);

/** Takes from a response what it says of the answer that is dropped; what it says of the server and the connection stays. */
export function clearContentHeaders(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) if (OF_AN_ANSWER.has(name)) response.removeHeader(name);
}
