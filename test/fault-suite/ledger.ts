/** What is known of one session: what was acknowledged, and what may have happened all the same. */
export class LedgerEntry {
  readonly user: string;
  readonly cookie: string;
  /** The last number that was acknowledged as stored, and the last that was sent. */
  acknowledged = 0;
  attempted = 0;
  /** Whether the end of the session was acknowledged, or may have happened. */
  end: "none" | "attempted" | "acknowledged" = "none";
  /** How often it was read or written. */
  acts = 0;
  /** How often an acknowledged number was not there when it was looked for. */
  writesLost = 0;
  /** Whether an answer has denied a session that nobody had ended. */
  wasDenied = false;

  constructor(user: string, cookie: string) {
    this.user = user;
    this.cookie = cookie;
  }

  /** Holds the number that the session shows, while nothing is being written, against what was acknowledged. */
  compare(found: number): void {
    if (found >= this.acknowledged) return;
    this.writesLost += 1;
    this.acknowledged = found; // each loss counts once
  }
}

/** What a session shows when it is asked. */
export type Reading = { readonly user: string; readonly n: number } | "anonymous" | "failed";

/** What the readings of all sessions say against the ledger. */
export interface Verdict {
  /** Sessions that nobody has ended, and that are gone, were denied, or still get an error after the fault. */
  readonly sessionsLost: number;
  /** Acknowledged writes that are not there. A logout that was acknowledged and did not last counts as one. */
  readonly writesLost: number;
}

/** Holds what every session shows now against what was acknowledged. */
export function judge(readings: ReadonlyMap<LedgerEntry, Reading>): Verdict {
  let sessionsLost = 0;
  let writesLost = 0;
  for (const [entry, reading] of readings) {
    const isAlive = typeof reading === "object";
    if (typeof reading === "object") entry.compare(reading.n);
    writesLost += entry.writesLost;
    if (entry.end === "acknowledged" && isAlive) writesLost += 1;
    if (entry.end === "none" && (!isAlive || entry.wasDenied)) sessionsLost += 1;
  }
  return { sessionsLost, writesLost };
}
