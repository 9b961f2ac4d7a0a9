import type { SubjectName } from "./subject-process.ts";

/** What one fault did to one subject. */
export interface Row {
  readonly fault: string;
  readonly subject: SubjectName;
  readonly requests: number;
  /** Requests that got a 5xx, or no answer within 15 seconds. */
  readonly failures: number;
  readonly longestWaitMs: number;
  readonly sessionsLost: number;
  /** Acknowledged writes and logouts that did not last. */
  readonly writesLost: number;
  /** Processes that ended by themselves. */
  readonly exits: number;
  readonly unhandledRejections: number;
  /** From the end of the fault to the beginning of the last request that failed; 0 when none failed after it. */
  readonly recoveryMs: number;
}

/** What hertz-sessions promises for a fault: the largest figure that keeps the promise. What is not named must be 0. */
export interface Promised {
  readonly failures?: number;
  readonly longestWaitMs?: number;
  readonly sessionsLost?: number;
  readonly writesLost?: number;
  readonly recoveryMs?: number;
}

/** Milliseconds in which every request is answered: the deadline of the store, and what a busy machine takes besides. */
const ANSWERED_WITHIN_MS = 2500;
/** Milliseconds in which the last failing request has begun once the fault is over. */
const RECOVERED_WITHIN_MS = 1000;

/** The promises that a row breaks, in words. */
export function brokenPromises(row: Row, promised: Promised): string[] {
  const limits = {
    failures: Infinity,
    longestWaitMs: ANSWERED_WITHIN_MS,
    sessionsLost: 0,
    writesLost: 0,
    exits: 0,
    unhandledRejections: 0,
    recoveryMs: RECOVERED_WITHIN_MS,
    ...promised,
  };
  return Object.entries(limits).flatMap(([name, limit]) => {
    const found = row[name as keyof typeof limits];
    return found > limit
      ? [`${row.fault}: ${name} is ${Math.round(found)}, at most ${limit} is promised`]
      : [];
  });
}
