import { inspect, isDeepStrictEqual } from "node:util";

/** The contract was broken: how, and what had happened until then. */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly trace: readonly string[];

  constructor(problem: string, trace: readonly string[]) {
    super([problem, ...trace].join("\n  "));
    this.trace = [...trace];
  }
}

/** What happens in a run, line by line, and the judgement of it. */
export class Trace {
  readonly #lines: string[] = [];

  note(line: string): void {
    this.#lines.push(line);
  }

  /** A broken promise, after all that happened. */
  violation(promise: string): Violation {
    return new Violation(promise, this.#lines);
  }

  /** @throws Violation when what was found is not what the model says */
  expectEqual(found: unknown, expected: unknown, promise: string): void {
    if (isDeepStrictEqual(found, expected)) return;
    throw this.violation(`${promise}: found ${inspect(found)}, expected ${inspect(expected)}`);
  }
}

/** @throws Violation when something is not as the contract says */
export function expectKept(trace: Trace, isKept: boolean, promise: string): asserts isKept {
  if (!isKept) throw trace.violation(promise);
}
