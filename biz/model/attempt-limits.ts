/** What is counted, and within which time it is forgotten. */
interface AttemptLimit {
  readonly attempts: number;
  readonly seconds: number;
}

/**
 * What this app limits.
 *
 * - `device`: passwords tried for one account from one address, or from one browser that knows the account
 * - `address`: passwords tried from one address for whatever accounts
 * - `account`: passwords tried for one account from wherever; above it `suspect` counts
 * - `suspect`: passwords tried from one address for an account that is under attack
 * - `password`: passwords that a signed-in user gives again
 * - `registration`: users made from one address
 */
export type LimitName = "device" | "address" | "account" | "suspect" | "password" | "registration";

export type AttemptLimits = Readonly<Record<LimitName, AttemptLimit>>;

/** Counts attempts for all replicas together. */
export interface AttemptCounter {
  /**
   * Counts one attempt of whoever the key names.
   *
   * @throws TooManyAttemptsError (429) when that was one too many, AttemptStoreError (503) when nobody could count
   */
  take(limit: LimitName, key: string): Promise<void>;
  /** Takes one attempt back: it was none. */
  giveBack(limit: LimitName, key: string): Promise<void>;
  /** Forgets all attempts of a key. */
  forget(limit: LimitName, key: string): Promise<void>;
}
