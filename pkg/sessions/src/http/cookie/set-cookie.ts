import type { CookieAttributes } from "../../core/settings/cookie-options.ts";

const SAME_SITE = { strict: "Strict", lax: "Lax", none: "None" } as const;
const PRIORITY = { low: "Low", medium: "Medium", high: "High" } as const;

/**
 * A `Set-Cookie` header that gives a cookie to the browser. Name, value and attributes have been checked before.
 *
 * Max-Age alone says how long it is kept: every browser of the last ten years knows it, and it needs no clock.
 */
export function setCookie(
  name: string,
  value: string,
  attributes: CookieAttributes,
  isSecure: boolean,
): string {
  const maxAge = attributes.maxAge > 0 ? `; Max-Age=${attributes.maxAge}` : "";
  return `${name}=${value}${maxAge}${attributesText(attributes, isSecure)}`;
}

/** A `Set-Cookie` header that takes a cookie from the browser: it must have the path and domain with which it was given. */
export function expireCookie(name: string, attributes: CookieAttributes, isSecure: boolean): string {
  return `${name}=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT${attributesText(attributes, isSecure)}`;
}

function attributesText(attributes: CookieAttributes, isSecure: boolean): string {
  const { path, domain, httpOnly, sameSite, partitioned, priority } = attributes;
  let text = `; Path=${path}`;
  if (domain !== undefined) text += `; Domain=${domain}`;
  if (httpOnly) text += "; HttpOnly";
  if (isSecure) text += "; Secure";
  text += `; SameSite=${SAME_SITE[sameSite]}`;
  if (priority !== undefined) text += `; Priority=${PRIORITY[priority]}`;
  if (partitioned) text += "; Partitioned";
  return text;
}
