import type { Bench } from "../measure.ts";
import { decimals, markdownTable } from "../table.ts";
import { measureManyChanges } from "./many-changes.ts";
import type { ScaleRow } from "./scale-row.ts";
import { measureSessionCounts } from "./session-counts.ts";
import { measureStalls } from "./stalls.ts";
import { measureUserIndex } from "./user-index.ts";

/** Measures what must not grow, or gently: the cost beside many sessions, with many of one user's, with many changes, with large ones. */
export async function measureScale(bench: Bench, sessionCounts: readonly number[]): Promise<ScaleRow[]> {
  return [
    ...(await measureSessionCounts(bench, sessionCounts)),
    ...(await measureUserIndex(bench, [1, 10, 100, 400])),
    ...(await measureManyChanges(bench, [1, 10, 100, 1000])),
    ...(await measureStalls(bench, [300, 4096, 65_536])),
  ];
}

/** The rows as a table of Markdown. */
export function scaleTable(rows: readonly ScaleRow[]): string {
  const body = rows.map(({ what, of, size, redisMicros, cpuMicros, stallMs }) => [
    what,
    `${size.toLocaleString("en")} ${of}`,
    decimals(redisMicros, 1),
    decimals(cpuMicros, 1),
    decimals(stallMs ?? Number.NaN, 1),
  ]);
  return markdownTable([["what", "with", "Redis µs", "CPU µs", "longest stall ms"], ...body]);
}
