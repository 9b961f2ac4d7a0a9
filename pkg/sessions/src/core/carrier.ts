import type { CookieAttributes } from "./cookie-options.ts";
import type { SessionAddress } from "./session-address.ts";

/** Takes a session's id to the browser: what HTTP does for a session, which itself knows nothing of HTTP. */
export interface SessionCarrier {
  /** Whether the browser can still be given another cookie: false once the headers of the response have gone. */
  readonly open: boolean;
  /** Whether the cookie that the browser sent was signed with an older secret, so that it should get another. */
  readonly isStale: boolean;
  /** What is wrong with a cookie of these attributes under this session's name, in a sentence; `undefined` when nothing is. */
  problemOf(cookie: CookieAttributes): string | undefined;
  /** Gives the browser the session's id, in the place of what was given for this session before on the same response. */
  issue(address: SessionAddress, cookie: CookieAttributes): void;
  /** Takes the session's cookie from the browser, if it sent or was given one. */
  clear(cookie: CookieAttributes): void;
}
