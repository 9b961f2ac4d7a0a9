/**
 * The same text in memory of its own, for what is remembered longer than the request that brought it.
 *
 * A JavaScript engine may cut a text out of a larger one without copying: whoever keeps 90 characters of a `Cookie` header would keep all
 * of it, up to the 16 KB that Node.js takes.
 */
export function ownText(text: string): string {
  const own = Buffer.from(text).toString();
  return own === text ? own : text; // half a surrogate pair has no bytes in UTF-8; no header brings one
}
