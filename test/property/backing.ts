import type { SessionStore } from "hertz-sessions";

/** What two replicas share, and what a test can do to it from outside. */
export interface Backing {
  /** The store of each replica; one object may be both. */
  readonly stores: readonly [SessionStore, SessionStore];
  /** Another text for each program, which its users' names end with: indexes of users are found by their names alone. */
  readonly mark: string;
  /** Lets time pass for the sessions with these handles. */
  pass(seconds: number, handles: readonly string[]): Promise<void>;
}
