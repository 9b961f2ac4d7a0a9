import type { CookieAttributes } from "../../core/settings/cookie-options.ts";

// RFC 6265, section 4.1.1: a cookie-name is a token (RFC 9110, section 5.6.2).
const TOKEN = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;

/**
 * What is wrong with a cookie's name, or with these attributes under it; `undefined` when nothing is.
 *
 * Names that begin with `__Host-` or `__Secure-` are refused by browsers unless the attributes keep what the prefix promises
 * (RFC 6265bis, section 4.1.3).
 */
export function problemOfCookie(
  name: string,
  { path, domain, secure }: CookieAttributes,
): string | undefined {
  if (!TOKEN.test(name)) {
    return "A session's name must be one that a cookie can have: letters, digits and -_.";
  }
  if (/^__(?:host|secure)-/i.test(name) && secure !== true) {
    return `A cookie whose name begins with ${prefixOf(name)} needs secure: true`;
  }
  if (/^__host-/i.test(name) && (path !== "/" || domain !== undefined)) {
    return `A cookie whose name begins with ${prefixOf(name)} needs the path "/" and no domain`;
  }
  return undefined;
}

function prefixOf(name: string): string {
  return name.slice(0, name.indexOf("-") + 1);
}
