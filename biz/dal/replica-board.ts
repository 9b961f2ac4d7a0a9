import type { HeardReplica, ReplicaReport } from "../model/replica-report.ts";

/** How many keys one server holds. */
export interface KeyCount {
  readonly server: string;
  readonly keys: number;
}

/** Where replicas tell that they are there, and read who else is. */
export interface ReplicaBoard {
  /** Replaces what this replica told before. Rejects when the board cannot be reached in time. */
  tell(name: string, report: ReplicaReport): Promise<void>;
  /** The same, and gives every replica that told something within ten minutes, by name. */
  tellAndRead(name: string, report: ReplicaReport): Promise<readonly HeardReplica[]>;
  /** The keys of each server that takes writes. */
  countKeys(): Promise<readonly KeyCount[]>;
}
