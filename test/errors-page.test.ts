import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const sources = "pkg/sessions/src";

/** Every code that the library's sources name. */
async function codesInSources(prefix: string): Promise<string[]> {
  const files = await readdir(sources, { recursive: true });
  const texts = await Promise.all(
    files
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => readFile(join(sources, file), "utf8")),
  );
  const codes = texts.flatMap(
    (text) => text.match(new RegExp(`"${prefix}_SESSION_[A-Z_]*[A-Z]"`, "g")) ?? [],
  );
  return [...new Set(codes.map((code) => code.slice(1, -1)))];
}

/** The sections of the page, each under its code. */
async function sectionsOfPage(prefix: string): Promise<Map<string, string>> {
  const page = await readFile("docs/errors.md", "utf8");
  const sections = page.split(/^### /m).slice(1);
  const pairs = sections.map((section) => [section.split("\n")[0] ?? "", section] as const);
  return new Map(pairs.filter(([code]) => code.startsWith(prefix)));
}

describe.each([
  ["ERR", ["What happened", "The visitor got", "What to do"]],
  ["WRN", ["What happened", "What to do"]],
])("docs/errors.md, %s", (prefix, parts) => {
  it("has a section for each code of the sources, and for no other", async () => {
    const sections = await sectionsOfPage(prefix);
    const codes = await codesInSources(prefix);
    expect(codes.length).toBeGreaterThan(5);
    expect([...sections.keys()].toSorted()).toEqual(codes.toSorted());
  });

  it.each(parts)("says of each: %s", async (part) => {
    const sections = await sectionsOfPage(prefix);
    const without = [...sections].filter(([, text]) => !text.includes(`- **${part}:** `));
    expect(without.map(([code]) => code)).toEqual([]);
  });
});
