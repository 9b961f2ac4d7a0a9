/** As many as static/site.css has. */
const hues = 12;

/** The class that gives a replica its colour: the same for its name wherever it is shown, and another for the next number. */
export function replicaColour(name: string): string {
  let sum = 0;
  for (const character of name) sum += character.codePointAt(0) ?? 0;
  return `hue-${sum % hues}`;
}
