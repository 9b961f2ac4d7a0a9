/** One line of the proof. */
export interface Check {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
}

/** The checks of one proof, in the order in which they were made. */
export class Report {
  readonly checks: Check[] = [];

  /** Notes what was seen; the check holds when it is exactly what was expected. */
  check(what: string, expected: string, seen: string): void {
    this.checks.push({ what, expected, seen, ok: seen === expected });
  }

  get ok(): boolean {
    return this.checks.every((check) => check.ok);
  }

  /** An aligned table with a line that sums it up. */
  toTable(): string {
    const header = ["what", "expected", "seen", "ok"];
    const rows = this.checks.map(({ what, expected, seen, ok }) => [what, expected, seen, ok ? "yes" : "NO"]);
    const widths = header.map((_, column) =>
      Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
    );
    const lines = [header, widths.map((width) => "-".repeat(width)), ...rows].map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
    const failed = this.checks.filter((check) => !check.ok).length;
    const sum =
      failed === 0
        ? `all ${this.checks.length} checks hold`
        : `${failed} of ${this.checks.length} checks do not hold`;
    return `${lines.join("\n")}\n\n${sum}\n`;
  }
}
