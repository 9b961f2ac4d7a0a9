import type { Request } from "express";

/**
 * Whether a browser says that a request came from a page of another site, by any of the three headers that no page can
 * forge: `Sec-Fetch-Site`, `Origin` and, where that is missing, `Referer`. A program that sends none says nothing: there the
 * token alone decides.
 *
 * The pages ask for `Referrer-Policy: same-origin`, so a form of ours comes with its origin; "null" is somebody else's.
 */
export function isFromElsewhere(req: Request, publicOrigin: string | null): boolean {
  const site = req.get("Sec-Fetch-Site");
  // "none" is what the visitor did without any page: a bookmark, a reload.
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const origin = req.get("Origin") ?? originOf(req.get("Referer"));
  if (origin === undefined || origin === publicOrigin) return false;
  // A page that came by plain HTTP may be anybody's: where the site is known to be HTTPS, nothing else is its own.
  if (publicOrigin?.startsWith("https:")) return true;
  // Where the request says it was sent; behind a proxy, as that says it. Browsers let no page choose the host.
  return origin !== `${req.protocol}://${req.host}`;
}

function originOf(url: string | undefined): string | undefined {
  if (!url) return undefined;
  return URL.canParse(url) ? new URL(url).origin : "null";
}
