/** What a cookie's value was found to be. */
export interface VerifiedCookie {
  readonly id: string;
  /** Whether an older secret than the newest signed it, so that it should be signed anew. */
  readonly isStale: boolean;
  /** Until when the value counts, in milliseconds since 1970 by `Date.now()`: infinity if it has no end of its own. */
  readonly countsUntil: number;
}

/** How the cookies of one name carry ids. */
export interface IdCookies {
  /** Milliseconds that a value counts once it was signed: infinity if it has no end of its own. */
  readonly lifeMs: number;
  /** The value of the cookie with this id. */
  sign(id: string): string;
  /** What a cookie's value, as it stands in the header, says; `undefined` when it proves nothing. Never throws. */
  verify(value: string): VerifiedCookie | undefined;
}
