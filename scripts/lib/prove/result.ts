import type { Kill } from "./kill.ts";
import type { Report } from "./report.ts";

/** What came of a proof. */
export interface Result {
  readonly url: string;
  readonly replicas: number;
  readonly report: Report;
  readonly durationMs: number;
  /** What `--kill` did; null without, and when nobody could sign in for it. */
  readonly kill: Kill | null;
}

/** For machines: the document that `usage.txt` describes. Fields may be added to it, and none taken away. */
export function toJson({ url, replicas, report, durationMs, kill }: Result): string {
  const { ok, checks } = report;
  const document = { ok, url, replicas, durationMs: Math.round(durationMs), checks, kill };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** For people: the table, what was killed, and whether all holds. */
export function toText({ url, replicas, report, kill }: Result): string {
  const killed = kill === null ? "" : `${describeKill(kill)}\n\n`;
  return `${url}, ${replicas} replicas\n\n${report.toTable()}\n${killed}${report.sumUp()}\n`;
}

function describeKill(kill: Kill): string {
  const by = kill.startedAgainBy === "demo" ? "the demo" : "this command";
  return [
    `killed   ${kill.replica} (pid ${kill.pid}), with SIGKILL`,
    `back     after ${(kill.awayMs / 1000).toFixed(1)} s, started again by ${by}; ${kill.requestsMeanwhile} requests meanwhile`,
    `failed   ${kill.failed} of ${kill.requests} requests`,
    `lost     ${kill.sessionsLost} of ${kill.sessions} sessions, ${kill.visitsLost} of ${kill.visitsAnswered} visits`,
    `counted  ${kill.visitsCounted} visits, as ${kill.replica} says now`,
  ].join("\n");
}
