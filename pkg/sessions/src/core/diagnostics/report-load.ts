import { isSessionError } from "../errors.ts";
import { sessionEvents } from "./session-events.ts";
import type { LoadEvent, StoreKind } from "./session-events.ts";

/** Tells whoever listens what became of a session that no server was asked for. */
export function reportLoad(store: StoreKind, outcome: LoadEvent["outcome"], handle?: string): void {
  const { load } = sessionEvents;
  if (!load.hasSubscribers) return;
  load.publish({ store: store.kind, outcome, durationMs: 0, ...(handle !== undefined && { handle }) });
}

/** Tells whoever listens that a session that no server was asked for could not be read. */
export function reportFailedLoad(store: StoreKind, error: unknown): void {
  const { load } = sessionEvents;
  if (!load.hasSubscribers) return;
  const code = isSessionError(error) ? error.code : undefined;
  load.publish({ store: store.kind, outcome: "failed", durationMs: 0, code });
}
