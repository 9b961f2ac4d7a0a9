const maxLength = 512;

/**
 * An address of this site as it may stand in a Location header; `null` for everything that a browser could take for
 * another site, and for everything unusual.
 *
 * A list of what is allowed, since what browsers make of the rest differs: they drop tabs and newlines, take "\" and some
 * proxies "%2F" for "/", and "//" or a scheme for another host. Percent signs are for the query alone, where they lead nowhere.
 */
export function sameSitePath(value: unknown): string | null {
  if (typeof value !== "string" || value.length > maxLength) return null;
  return /^\/(?:[\w.~-]+(?:\/[\w.~-]+)*\/?)?(?:\?[\w.~=&%+-]*)?$/.test(value) ? value : null;
}
