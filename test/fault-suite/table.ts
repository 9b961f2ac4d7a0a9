import type { Row } from "./row.ts";

const COLUMNS = [
  "fault",
  "requests",
  "failed",
  "longest wait",
  "sessions lost",
  "writes lost",
  "exits",
  "unhandled",
  "recovery",
];

/** The rows as a table for people, each with its neighbour of the other subject in the same cells: ours first. */
export function tableOf(rows: readonly Row[]): string {
  const faults = [...new Set(rows.map(({ fault }) => fault))];
  const lines = faults.map((fault) => {
    const ours = rows.find((row) => row.fault === fault && row.subject === "hertz-sessions");
    const theirs = rows.find((row) => row.fault === fault && row.subject === "express-session");
    const pair = (show: (row: Row) => string): string =>
      [ours, theirs].map((row) => (row ? show(row) : "–")).join(" / ");
    return [
      fault,
      pair(({ requests }) => String(requests)),
      pair(({ failures }) => String(failures)),
      pair(({ longestWaitMs }) => secondsOf(longestWaitMs)),
      pair(({ sessionsLost }) => String(sessionsLost)),
      pair(({ writesLost }) => String(writesLost)),
      pair(({ exits }) => String(exits)),
      pair(({ unhandledRejections }) => String(unhandledRejections)),
      pair(({ recoveryMs }) => secondsOf(recoveryMs)),
    ];
  });
  const rule = COLUMNS.map((_, index) => (index === 0 ? "---" : "---:"));
  return [COLUMNS, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function secondsOf(milliseconds: number): string {
  return milliseconds === 0 ? "0" : `${(milliseconds / 1000).toFixed(2)} s`;
}
