import type { Mutant } from "./mutant.ts";

/** Where the file of a mutant stands in the repository. */
export function fileOf({ file }: Mutant): string {
  return `pkg/sessions/src/${file}`;
}

/** A source with the rule broken. @throws Error when what is to be replaced does not stand there exactly once */
export function applyMutant(source: string, mutant: Mutant): string {
  const [before, after, ...more] = source.split(mutant.search);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      `${mutant.rule}, "${mutant.broken}": its text does not stand in ${mutant.file} exactly once`,
    );
  }
  return before + mutant.replace + after;
}
