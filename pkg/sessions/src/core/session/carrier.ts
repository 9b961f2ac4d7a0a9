import type { CookieAttributes, CookieOptions } from "../settings/cookie-options.ts";
import type { EntriesMirror } from "../values/mirrored-entries.ts";
import type { RowHead } from "../row/row.ts";
import type { SessionAddress } from "./session-address.ts";

/** Takes a session's id, or the session itself, to the browser: what HTTP does for a session, which itself knows nothing of HTTP. */
export interface SessionCarrier {
  /** The attributes of the session's cookie as long as the session asks for no others. Default the store's. */
  readonly cookie?: CookieAttributes | undefined;
  /** Another place where the request holds the values of the session. Default none. */
  readonly mirror?: EntriesMirror | undefined;
  /** Whether the browser can still be given another cookie: false once the headers of the response have gone. */
  readonly open: boolean;
  /** Whether the cookie that the browser sent was signed with an older secret, so that it should get another. */
  readonly isStale: boolean;
  /**
   * Only of a carrier whose cookies hold the session itself and not its id alone, so that every write needs another cookie. Called right
   * before a write with the attributes that its cookie will have; the write is refused when the session would not fit.
   */
  prepare?(cookie: CookieAttributes): void;
  /** Takes note of the row that was read: of a carrier that must know how long the session is kept. */
  found?(head: RowHead): void;
  /** Takes note that the session asks for attributes: of a carrier that shows them elsewhere, too. */
  change?(options: CookieOptions): void;
  /** Takes note that the browser does not get a cookie which was due, since the headers of the response have gone. */
  withhold(): void;
  /** Takes note that an operation of the session was rejected: of a carrier that would store by itself what was not stored by it. */
  rejected?(operation: string, error: unknown): void;
  /** What is wrong with a cookie of these attributes under this session's name, in a sentence; `undefined` when nothing is. */
  problemOf(cookie: CookieAttributes): string | undefined;
  /** Gives the browser the session, in the place of what was given for this session before on the same response. */
  issue(address: SessionAddress, cookie: CookieAttributes): void;
  /** Takes the session's cookie from the browser, if it sent or was given one. */
  clear(cookie: CookieAttributes): void;
}
