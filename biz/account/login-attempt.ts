import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";

import ipaddr from "ipaddr.js";

import { TooManyAttemptsError } from "../dal/attempt-errors.ts";
import type { AttemptCounter } from "../model/attempt-limits.ts";

/** Who tries to sign in as whom. */
export interface LoginAttempt {
  readonly username: string;
  readonly address: string;
  /** The mark of a browser that has signed in to this account before; `null` for any other. */
  readonly deviceMark: string | null;
}

/** An attempt that was let through: its password is to be checked now. */
export interface Admission {
  /** Says that the password was right, so that the attempt counts for nothing. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt, before the password is looked at, so that many at once do not slip through.
 *
 * Nobody can lock the owner out. A browser that has signed in to the account has a limit of its own, which no other can use
 * up. From elsewhere each address has one for the account; it is counted first, so that a single address cannot use up the
 * account's. When the account's is used up by many addresses, each new one still has a few attempts.
 *
 * @throws TooManyAttemptsError when the attempt is refused
 */
export async function admitLogin(attempts: AttemptCounter, attempt: LoginAttempt): Promise<Admission> {
  const account = accountKey(attempt.username);
  if (attempt.deviceMark !== null) {
    const key = `${account}:${attempt.deviceMark}`;
    await attempts.take("device", key);
    return { succeeded: () => attempts.forget("device", key) };
  }
  const address = addressKey(attempt.address);
  const pair = `${account}:${address}`;
  await attempts.take("device", pair);
  await attempts.take("address", address);
  try {
    await attempts.take("account", account);
  } catch (error) {
    if (!(error instanceof TooManyAttemptsError)) throw error;
    await attempts.take("suspect", pair);
  }
  return {
    succeeded: async () => {
      await attempts.forget("device", pair);
      await attempts.giveBack("address", address);
      await attempts.giveBack("account", account);
    },
  };
}

/** What stands for an account in keys and in the mark of a device: of fixed length, whatever was typed. */
export function accountKey(username: string): string {
  return createHash("sha256").update(username.toLowerCase()).digest("base64url").slice(0, 22);
}

/** What stands for an address in keys: all of IPv4, and of IPv6 the 64 bits that one customer is given. */
export function addressKey(address: string): string {
  const bare = address.replace(/%.*$/, "");
  if (!isIPv6(bare)) return bare;
  const parsed = ipaddr.IPv6.parse(bare);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}
