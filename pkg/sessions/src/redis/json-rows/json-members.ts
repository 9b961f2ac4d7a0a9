/**
 * The members of a JSON object or the elements of a JSON array, each as the text that stands there: a value that nobody asks for is
 * never parsed and written anew, which would lose the digits of a large number and the order of keys.
 */

/** The members of an object, by name; `undefined` when the text is no JSON object. Of two members of one name the last counts. */
export function membersOf(text: string): Map<string, string> | undefined {
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const members = new Map<string, string>();
  for (const part of partsOf(text)) {
    const nameEnd = stringEnd(part, 0);
    members.set(
      JSON.parse(part.slice(0, nameEnd)) as string,
      part.slice(part.indexOf(":", nameEnd) + 1).trim(),
    );
  }
  return members;
}

/** The elements of an array; `undefined` when the text is no JSON array. */
export function elementsOf(text: string): string[] | undefined {
  return Array.isArray(parse(text)) ? partsOf(text) : undefined;
}

/** The text of an object with these members. */
export function objectOf(members: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  for (const [name, text] of members) parts.push(`${JSON.stringify(name)}:${text}`);
  return `{${parts.join(",")}}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What stands between the commas of the outermost brackets. The text is known to be JSON. */
function partsOf(text: string): string[] {
  const body = text.trim().slice(1, -1);
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < body.length; at += 1) {
    const character = body[at];
    if (character === '"') at = stringEnd(body, at) - 1;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    else if (character === "," && depth === 0) {
      parts.push(body.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = body.slice(from).trim();
  return last === "" ? parts : [...parts, last];
}

/** Where the string that begins at a quote ends, behind its closing quote. */
function stringEnd(text: string, quote: number): number {
  let at = text.indexOf('"', quote) + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
