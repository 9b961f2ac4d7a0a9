/** A stream of numbers from 0 to 1 that a seed decides: a failure can be run again. (mulberry32) */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// What a cookie's value may hold, and a little of what it may not; nothing that ends it for a parser.
const characters = 'ABCXYZabcxyz0189-_.~!%=:@/+*&"\\<>{}\u007f\u00e9';

/** One of many ways to spoil a text; never the text itself. `others` are texts of the same kind, to mix it with. */
export function mutateText(text: string, others: readonly string[], random: () => number): string {
  const below = (limit: number): number => Math.floor(random() * limit);
  const at = below(text.length);
  const character = (): string => characters[below(characters.length)] ?? "A";
  const other = others[below(others.length)] ?? "";
  const ways: readonly (() => string)[] = [
    () => text.slice(0, at) + character() + text.slice(at + 1),
    () => text.slice(0, at) + character() + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1 + below(3)),
    () => text.slice(0, at),
    () => text + character(),
    () => text.slice(0, at) + other.slice(at),
    () => [text.split(".")[0], other.split(".").at(-1)].join("."),
    () => text.replaceAll(/./g, (letter) => (random() < 0.05 ? character() : letter)),
    () => `${text.slice(0, at)}%${text.charCodeAt(at).toString(16)}${text.slice(at + 1)}`,
    () => text.slice(0, at) + text.slice(at, at + 1).toUpperCase() + text.slice(at + 1).toLowerCase(),
    () => text.split(".").toReversed().join("."),
    () => `"${text}"`,
    () => text + text,
    () => Array.from({ length: text.length }, character).join(""),
  ];
  const mutated = ways[below(ways.length)]?.() ?? "";
  return mutated === text || others.includes(mutated) ? mutateText(text, others, random) : mutated;
}
