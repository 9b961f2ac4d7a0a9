import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { allBlocks, placeOf, type Block } from "./blocks.ts";
import { compileTogether, type Module } from "./compile-blocks.ts";

/** A block as a module whose name says where it is. */
function moduleOf(block: Block, text = block.text, suffix = ""): Module {
  const name = placeOf(block).replaceAll(/[^\w.]+/g, "-");
  return { name: `${name}${suffix}.${block.language === "js" ? "js" : "ts"}`, text };
}

const code = allBlocks().filter(({ language }) => language === "ts" || language === "js");
/** What a block declares for a whole program would hold for the others too. */
const declaring = code.filter(({ text }) => text.includes("declare module"));
const diffs = allBlocks().filter(({ language }) => language === "diff");

/** One side of a diff. */
function sideOf({ text }: Block, sign: "+" | "-"): string[] {
  const lines = text.split("\n").filter((line) => line.startsWith(sign));
  return lines.map((line) => line.slice(1));
}

describe("the code in the documents", () => {
  it("compiles, all of it together", { timeout: 60_000 }, async () => {
    const together = code.filter((block) => !declaring.includes(block));
    expect(together.length).toBeGreaterThan(10);
    expect(await compileTogether(together.map((block) => moduleOf(block)))).toBe("");
  });

  it.each(declaring.map((block) => [placeOf(block), block] as const))(
    "at %s, which declares something for a whole program, compiles alone",
    async (_place, block) => {
      expect(await compileTogether([moduleOf(block)])).toBe("");
    },
  );

  it("that does not fit the library is found, with its place", async () => {
    const block: Block = { file: "docs/new.md", line: 7, language: "ts", text: "sessions(5, store);" };
    expect(await compileTogether([moduleOf(block)])).toMatch(/^docs-new.md-7\.ts\(1,10\): error TS2345/);
  });
});

describe("what diffs show", () => {
  it.each(diffs.map((block) => [placeOf(block), block] as const))(
    "at %s stands in the examples before and after, or is imports that compile",
    async (_place, block) => {
      for (const [sign, side] of [
        ["-", "before"],
        ["+", "after"],
      ] as const) {
        const path = `../../examples/from-express-session/${side}.js`;
        const example = readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
        const lines = sideOf(block, sign).filter((line) => !example.includes(line));
        expect(lines.filter((line) => !line.startsWith("import "))).toEqual([]);
        expect(await compileTogether([moduleOf(block, lines.join("\n"), side)])).toBe("");
      }
    },
  );
});
