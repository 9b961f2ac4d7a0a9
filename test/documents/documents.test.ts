import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { allBlocks, blocksOf, documents, placeOf, readDocument, type Block } from "./blocks.ts";
import { blockCommands, inlineCommands, knownCommands, type KnownCommand } from "./commands.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Who looks at the blocks of a language; what is not here is looked at by nobody. */
const classes: Readonly<Record<string, string>> = {
  ts: "test/documents/typed-blocks.test.ts",
  js: "test/documents/typed-blocks.test.ts",
  diff: "test/documents/typed-blocks.test.ts",
  sh: "test/documents/documents.test.ts",
  console: "test/documents/documents.test.ts",
  yaml: "test/documents/other-blocks.test.ts",
  row: "test/documents/other-blocks.test.ts",
  tree: "test/documents/other-blocks.test.ts",
};

function unclassified(blocks: readonly Block[]): string[] {
  const unknown = blocks.filter(({ language }) => !Object.hasOwn(classes, language));
  return unknown.map((block) => `${placeOf(block)} is of no class: "${block.language}"`);
}

function read(file: string): string {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : "";
}

function entriesFor(command: string): KnownCommand[] {
  return knownCommands.filter(({ command: known }) =>
    typeof known === "string" ? known === command : known.test(command),
  );
}

function ofLanguage(language: string): Block[] {
  return allBlocks().filter((block) => block.language === language);
}

describe("every block of the documents", () => {
  it("is of a class that a test looks at", () => {
    expect(allBlocks().length).toBeGreaterThan(20);
    expect(unclassified(allBlocks())).toEqual([]);
  });

  it("that is of no class is found, with its place", () => {
    const blocks = blocksOf("docs/new.md", "text\n```\nno language\n```\n```toml\na = 1\n```\n```ts\n```");
    expect(unclassified(blocks)).toEqual([
      'docs/new.md:2 is of no class: ""',
      'docs/new.md:5 is of no class: "toml"',
    ]);
  });

  it("that never ends is found", () => {
    expect(() => blocksOf("docs/new.md", "```ts\nconst a = 1;")).toThrow("docs/new.md:1");
  });
});

describe("every command of the documents", () => {
  const inBlocks = [...ofLanguage("sh"), ...ofLanguage("console")]
    .filter((block) => !isRunWhole(block))
    .flatMap(blockCommands);
  const inText = documents.flatMap((file) => inlineCommands(readDocument(file)));
  const commands = [...new Set([...inBlocks, ...inText])];

  it.each(commands)("%s is run by a test or by the CI", (command) => {
    const [known] = entriesFor(command);
    expect(known, `${command}: add it to test/documents/commands.ts, with what runs it`).toBeDefined();
    expect(read(known?.runBy ?? "")).toContain(known?.as);
  });

  it("that is npm run NAME names a script, and npx vitest a path that is there", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const names = commands.flatMap((command) => /^npm run ([\w:]+)/.exec(command)?.[1] ?? []);
    expect(names).toEqual(expect.arrayContaining(["build", "check", "coverage", "format"]));
    const known = names.filter((name) => name !== "check:NAME");
    expect(known.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    const paths = commands.flatMap((command) => /npx vitest (?:run )?([\w./]+)$/.exec(command)?.[1] ?? []);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("that is known stands in a document", () => {
    const idle = knownCommands.filter(
      (entry) => !commands.some((command) => entriesFor(command).includes(entry)),
    );
    expect(idle).toEqual([]);
  });
});

/** Blocks that a test of their own runs as they stand. */
function isRunWhole({ text }: Block): boolean {
  const runners = {
    "$ B=": "test/demo/readme.test.ts",
    "$ curl -c jar": "test/documents/programs.test.ts",
    "docker compose build": "test/documents/compose-commands.test.ts",
  };
  const runner = Object.entries(runners).find(([beginning]) => text.startsWith(beginning));
  return runner !== undefined && read(runner[1]).includes(runner[0]);
}
