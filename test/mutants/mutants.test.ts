import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { format } from "prettier";
import { contractCases } from "hertz-sessions/testing";
import { mutants } from "./all-mutants.ts";
import { applyMutant, fileOf } from "./apply-mutant.ts";
import { promiseTable } from "./promise-table.ts";

const RULES = Array.from({ length: 12 }, (_, index) => `S${index + 1}`);
const titles = new Set(contractCases.map(({ rule, name }) => `${rule}: ${name}`));

describe("the mutants", () => {
  it("break each rule of the contract, in its order", () => {
    expect([...new Set(mutants.map(({ rule }) => rule))]).toEqual(RULES);
  });

  it.each(mutants.map((mutant) => [`${mutant.rule}, ${mutant.broken}`, mutant] as const))(
    "can be made of the sources as they are: %s",
    async (_name, mutant) => {
      const source = await readFile(fileOf(mutant), "utf8");
      expect(applyMutant(source, mutant)).not.toBe(source);
    },
  );

  it("name tests that the store contract has", () => {
    const unknown = mutants.flatMap(({ fails }) => fails).filter((name) => !titles.has(name));
    expect(unknown).toEqual([]);
  });

  it("stand in the README's table of the tests of each promise", async () => {
    const readme = await readFile("pkg/sessions/README.md", "utf8");
    const table = await format(promiseTable(mutants), { parser: "markdown" });
    expect(readme.includes(table), `The README should hold:\n${table}`).toBe(true);
  });
});
