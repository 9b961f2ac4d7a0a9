const SPACE = 0x20;
const TAB = 0x09;

/**
 * The values of all cookies of one name in a `Cookie` header, as they stand there: nothing is decoded.
 *
 * RFC 6265, section 4.2.1: pairs stand behind each other with "; " between. Names are compared to the letter.
 */
export function cookieValues(header: string, name: string): string[] {
  const values: string[] = [];
  for (let at = header.indexOf(name); at !== -1; at = header.indexOf(name, at + 1)) {
    if (header[at + name.length] !== "=" || !isPairStart(header, at)) continue;
    const from = at + name.length + 1;
    const end = header.indexOf(";", from);
    values.push(trimSpace(header.slice(from, end === -1 ? undefined : end)));
  }
  return values;
}

/** Without the spaces and tabs around it; `trim()` would take what other characters count as white space too. */
function trimSpace(value: string): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, "");
}

function isPairStart(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (header.charCodeAt(before) === SPACE || header.charCodeAt(before) === TAB)) {
    before -= 1;
  }
  return before < 0 || header[before] === ";";
}
