import { z } from "zod";

const reportSchema = z.object({
  /** Requests a second since the report before. */
  rate: z.number().nonnegative(),
  /** How long the process has run, in seconds. */
  age: z.number().nonnegative(),
  /** Whether it has been asked to end, and answers what it was asked before. */
  ending: z.boolean(),
});

/** What a replica tells of itself once a second. */
export type ReplicaReport = Readonly<z.infer<typeof reportSchema>>;

/** A replica's last report. */
export interface HeardReplica extends ReplicaReport {
  readonly name: string;
  /** How long ago it came, by Redis's clock. */
  readonly silentMs: number;
}

/** A report as it stands on the board; `null` for what no replica of this release wrote. */
export function parseReport(text: string): ReplicaReport | null {
  try {
    const parsed = reportSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
