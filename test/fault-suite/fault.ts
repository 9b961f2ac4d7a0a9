import type { Promised } from "./row.ts";
import type { SubjectProcess } from "./subject-process.ts";
import type { SubjectOrder } from "./subjects/order.ts";

/** The servers of a fault, and what it does to them. */
export interface Scene {
  /** What the processes of a subject are told. */
  readonly order: SubjectOrder;
  /**
   * Brings the fault about. Resolves at once, or when it is over by itself.
   *
   * @param fronts - where visitors reach the replicas
   */
  begin(replicas: readonly SubjectProcess[], fronts: readonly string[]): Promise<unknown> | undefined;
  /** Ends it. Resolves when the servers are whole again: from then on recovery is counted. */
  end(): Promise<unknown> | undefined;
  /** Stops all servers. */
  close(): Promise<unknown>;
}

/** One line of the table. */
export interface Fault {
  readonly name: string;
  /** Seconds for which it lasts under load. Default: until `begin()` has resolved. */
  readonly seconds?: number;
  /** Whether three replicas stand behind nginx, and not two by themselves. Default: they do not. */
  readonly isBehindNginx?: boolean;
  /** Whether it is part of the short form, which runs in CI. */
  readonly isShort?: boolean;
  readonly promised?: Promised;
  /** Whether people sign in while there is no fault yet. Default: they do. */
  readonly startsWhole?: boolean;
  /** Why express-session is not measured. */
  readonly onlyOurs?: string;
  set(): Promise<Scene>;
}
