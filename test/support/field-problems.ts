/**
 * What a page of a form says beside its fields, by the field's name: as a screen reader finds it, from an input that is
 * `aria-invalid` to the element that its `aria-describedby` names.
 */
export function fieldProblems(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
  const invalid = inputs.filter((input) => attribute(input, "aria-invalid") === "true");
  return Object.fromEntries(invalid.map((input) => [attribute(input, "name"), described(html, input)]));
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

function described(html: string, input: string): string {
  const id = attribute(input, "aria-describedby");
  return new RegExp(`<small [^>]*id="${id}"[^>]*>([^<]*)</small>`).exec(html)?.[1] ?? "";
}
