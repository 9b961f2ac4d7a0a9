import type { RecentMap } from "./recent-map.ts";
import type { SessionSettings } from "./settings/settings.ts";
import type { SessionStore } from "./store.ts";

/** A store that holds nothing itself: each session lives sealed in its visitor's cookies, and this says how. */
export interface SealedStore {
  /** What kind of store this is, in a word, for the messages of `SessionEvents`. */
  readonly kind: string;
  readonly settings: SessionSettings;
  /** Whether nobody but the owner of the secrets can read the sessions, or they are signed only. */
  readonly encrypt: boolean;
  /** Handles that this process destroyed or moved lately: a response that is under way must not bring them back. */
  readonly retired: RecentMap<true>;

  /** Milliseconds since 1970 by this server's clock. */
  now(): number;
}

/** Either kind of store that `sessions()` takes. */
export type AnyStore = SessionStore | SealedStore;

/** Tells a store whose sessions live in their cookies from one that holds them. */
export function isSealedStore(store: AnyStore): store is SealedStore {
  return !("read" in store);
}
