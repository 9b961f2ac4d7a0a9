import type { Line } from "./summary.ts";

/** Rows of cells as a table of Markdown, the first row its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const rule = head.map((_, index) => (index === 0 ? "---" : "--:"));
  return [head, rule, ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A number with so many digits after the point, and a dash where there is none. */
export function decimals(value: number, digits: number): string {
  if (!Number.isFinite(value)) return "-";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** The subjects of one scenario as a table of Markdown. */
export function tableOf(lines: readonly Line[], peerName: string, limitName: string): string {
  const head = [
    "subject",
    "req/s",
    `× ${peerName}`,
    "p50 ms",
    "p99 ms",
    "CPU µs",
    "over the framework",
    `× ${limitName}`,
    "Redis commands",
    "bytes in/out",
    "Redis µs",
  ];
  const hasLost = lines.some((line) => line.lost !== undefined);
  const body = lines.map((line) => [
    line.failed > 0 ? `${line.about} (${line.failed} failed)` : line.about,
    decimals(line.requestsPerSecond, 0),
    decimals(line.againstPeer, 2),
    decimals(line.p50Ms, 1),
    decimals(line.p99Ms, 1),
    decimals(line.cpuMicros, 1),
    decimals(line.addedMicros, 1),
    decimals(line.againstLimit, 2),
    decimals(line.redisCommands, 2),
    `${decimals(line.redisBytesIn, 0)}/${decimals(line.redisBytesOut, 0)}`,
    decimals(line.redisMicros, 1),
    ...(hasLost ? [line.lost === undefined ? "-" : `${decimals(line.lost * 100, 1)} %`] : []),
  ]);
  return markdownTable([hasLost ? [...head, "lost"] : head, ...body]);
}
