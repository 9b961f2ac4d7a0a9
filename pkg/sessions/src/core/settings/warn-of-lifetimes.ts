import type { CookieAttributes } from "./cookie-options.ts";
import { warn } from "../warnings.ts";

/** The lifetimes of a store, in seconds. */
interface Lifetimes {
  readonly cookie: CookieAttributes;
  /** As it was asked for; `undefined` when it was filled in. */
  readonly idleTimeout: number | undefined;
  readonly absoluteSeconds: number;
}

/** Warns, once, of lifetimes of which one makes another meaningless: that is allowed, and hardly ever meant. */
export function warnOfLifetimes({ cookie, idleTimeout, absoluteSeconds }: Lifetimes): void {
  const doubt = doubtOf(cookie.maxAge, idleTimeout, absoluteSeconds);
  if (doubt !== undefined) warn("WRN_SESSION_LIFETIMES", doubt);
}

function doubtOf(
  maxAge: number,
  idleTimeout: number | undefined,
  absoluteSeconds: number,
): string | undefined {
  if (maxAge < 0) return `The store's cookie option maxAge is ${maxAge}: every save() ends its session`;
  if (maxAge > absoluteSeconds) {
    return `The cookie option maxAge is ${maxAge}, but sessions end after the absoluteTimeout of ${absoluteSeconds} seconds`;
  }
  if (idleTimeout === undefined) return undefined;
  if (idleTimeout > absoluteSeconds) {
    return `The idleTimeout is ${idleTimeout}, but sessions end after the absoluteTimeout of ${absoluteSeconds} seconds`;
  }
  if (maxAge > 0 && maxAge < idleTimeout) {
    return `The idleTimeout is ${idleTimeout}, but browsers drop the cookie after its maxAge of ${maxAge} seconds`;
  }
  return undefined;
}
