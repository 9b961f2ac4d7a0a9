import type { Request } from "express";

/**
 * Whether a program asks and not a browser: under /api, or with an Accept header that prefers JSON to HTML.
 */
export function wantsJson(req: Request): boolean {
  return req.originalUrl.startsWith("/api/") || req.accepts(["html", "json"]) === "json";
}
