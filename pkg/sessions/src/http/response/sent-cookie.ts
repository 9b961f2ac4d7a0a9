import type { SessionAddress } from "../../core/session/session-address.ts";

/** A cookie that was verified: where it leads, and whether an older secret signed it. */
export interface KnownCookie {
  readonly value: string;
  readonly address: SessionAddress;
  readonly isStale: boolean;
  /** Until when it counts, by `Date.now()`. */
  readonly countsUntil: number;
}

/** What a request brought of one session's cookie. */
export interface SentCookie {
  /** Whether there was any cookie of that name, be it forged. */
  readonly isPresent: boolean;
  /** The one session that the cookies of that name prove. */
  readonly known: KnownCookie | undefined;
}

/** What a request without a `Cookie` header brought. */
export const NO_COOKIE: SentCookie = { isPresent: false, known: undefined };
