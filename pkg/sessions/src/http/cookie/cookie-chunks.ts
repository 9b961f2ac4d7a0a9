/**
 * Bytes of a cookie that every browser keeps: name, value and attributes together (RFC 6265, section 6.1). Newer browsers count the
 * attributes apart; the older count is right for them too.
 */
const MAX_COOKIE_BYTES = 4096;

/**
 * Cookies that one session may take. Browsers keep some fifty for a host, but a request brings all of them in one header: Node.js
 * takes 16 KB of headers, and three full cookies leave a quarter of that to everything else.
 */
const MAX_CHUNKS = 3;

/** Values put together for one request at most: duplicates of several chunks multiply. */
const MAX_JOINED = 16;

/** The names of the cookies that a session of this name may take, in order: `name`, `name.1`, `name.2`. */
export function chunkNames(name: string): readonly string[] {
  return Array.from({ length: MAX_CHUNKS }, (_, index) => (index === 0 ? name : `${name}.${index}`));
}

/** Characters of a value that fit into each of these cookies, given the whole text of each without its value. */
export function roomsIn(emptyCookies: readonly string[]): readonly number[] {
  return emptyCookies.map((line) => Math.max(0, MAX_COOKIE_BYTES - Buffer.byteLength(line)));
}

/** A value cut into parts that fill these rooms one after the other; the last may be shorter. What does not fit is left out. */
export function cutValue(value: string, rooms: readonly number[]): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  for (const room of rooms) {
    if (at >= value.length) break;
    parts.push(value.slice(at, at + room));
    at += room;
  }
  return parts;
}

/**
 * The whole values that the parts a request brought can be put together to. Usually one: a part that is left over from a larger
 * session does not count, since the value before it is whole already.
 *
 * @param partsByName - for each of the session's cookie names in order, the values that came under it
 * @param isWhole - whether a value is all there, by its form
 */
export function joinParts(
  partsByName: readonly (readonly string[])[],
  isWhole: (value: string) => boolean,
): readonly string[] {
  const whole: string[] = [];
  let begun = [""];
  for (const parts of partsByName) {
    const longer = begun.flatMap((begin) => parts.map((part) => begin + part)).slice(0, MAX_JOINED);
    begun = [];
    for (const value of longer) (isWhole(value) ? whole : begun).push(value);
    if (begun.length === 0) break;
  }
  return whole;
}
