import { styleText } from "node:util";

/** One line of the proof. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly details: { readonly expected: string; readonly seen: string };
  /** How long it took to see it, in whole milliseconds. Of several answers it is the slowest. */
  readonly durationMs: number;
}

/** The checks of one proof, in the order in which they were made. */
export class Report {
  readonly checks: Check[] = [];

  /** Notes what was seen; the check holds when it is exactly what was expected. */
  check(name: string, expected: string, seen: string, durationMs: number): void {
    const details = { expected, seen };
    this.checks.push({ name, ok: seen === expected, details, durationMs: Math.round(durationMs) });
  }

  get ok(): boolean {
    return this.checks.every((check) => check.ok);
  }

  /**
   * An aligned table; what was expected stands where something else was seen. Coloured when standard output is a terminal
   * and NO_COLOR is not set.
   */
  toTable(): string {
    const nameWidth = widest(this.checks.map(({ name }) => name));
    const seenWidth = widest(this.checks.map(({ details }) => details.seen));
    const lines = this.checks.flatMap(({ name, ok, details, durationMs }) => {
      const mark = ok ? styleText("green", "ok") : styleText("red", "NO");
      const time = `${durationMs} ms`.padStart(8);
      const line = `${mark}  ${name.padEnd(nameWidth)}  ${details.seen.padEnd(seenWidth)}${time}`;
      return ok ? [line] : [line, `    ${styleText("red", `expected: ${details.expected}`)}`];
    });
    return `${lines.join("\n")}\n`;
  }

  /** How many of the checks hold, in one line, coloured likewise. */
  sumUp(): string {
    const failed = this.checks.filter((check) => !check.ok).length;
    return failed === 0
      ? styleText("green", `all ${this.checks.length} checks hold`)
      : styleText("red", `${failed} of ${this.checks.length} checks do not hold`);
  }
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
