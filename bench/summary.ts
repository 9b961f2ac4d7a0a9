import type { Row } from "./row.ts";
import { median } from "./statistics.ts";
import { subjectOf } from "./subjects.ts";

/** One subject in one scenario, over all rounds. Ratios are taken within a round and are then the median of the rounds. */
export interface Line {
  readonly subject: string;
  readonly about: string;
  readonly requestsPerSecond: number;
  /** Requests per second against the peer's. */
  readonly againstPeer: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicros: number;
  /** CPU over the framework alone. */
  readonly addedMicros: number;
  /** That against what the limit adds. */
  readonly againstLimit: number;
  readonly redisCommands: number;
  readonly redisBytesIn: number;
  readonly redisBytesOut: number;
  readonly redisMicros: number;
  readonly failed: number;
  readonly lost: number | undefined;
}

/** Whom the others are compared with. */
export interface Comparison {
  readonly peer: string;
  readonly limit: string;
}

/** The lines of the rows of one scenario, in the order in which subjects first appear. */
export function summarize(rows: readonly Row[], { peer, limit }: Comparison): Line[] {
  const ids = [...new Set(rows.map((row) => row.subject))];
  const inRound = (subject: string, { round }: Row): Row | undefined =>
    rows.find((row) => row.subject === subject && row.round === round);
  const added = (row: Row): number =>
    row.cpuMicros - (inRound(subjectOf(row.subject).base, row)?.cpuMicros ?? Number.NaN);
  return ids.map((subject) => {
    const own = rows.filter((row) => row.subject === subject);
    const middle = (pick: (row: Row) => number): number => median(own.map(pick));
    const lost = own.flatMap((row) => (row.lost === undefined ? [] : [row.lost]));
    return {
      subject,
      about: subjectOf(subject).about,
      requestsPerSecond: middle((row) => row.requestsPerSecond),
      againstPeer: middle(
        (row) => row.requestsPerSecond / (inRound(peer, row)?.requestsPerSecond ?? Number.NaN),
      ),
      p50Ms: middle((row) => row.p50Ms),
      p99Ms: middle((row) => row.p99Ms),
      cpuMicros: middle((row) => row.cpuMicros),
      addedMicros: middle(added),
      againstLimit: middle((row) => {
        const limitRow = inRound(limit, row);
        return limitRow ? added(row) / added(limitRow) : Number.NaN;
      }),
      redisCommands: middle((row) => row.redisCommands),
      redisBytesIn: middle((row) => row.redisBytesIn),
      redisBytesOut: middle((row) => row.redisBytesOut),
      redisMicros: middle((row) => row.redisMicros),
      failed: own.reduce((sum, row) => sum + row.failed, 0),
      lost: lost.length > 0 ? median(lost) : undefined,
    };
  });
}
