import { SessionConfigError } from "../core/errors.ts";
import { RecentMap } from "../core/recent-map.ts";
import type { SealedStore } from "../core/sealed-store.ts";
import { normalizeSettings } from "../core/settings/settings.ts";
import type { SessionSettings, SessionStoreOptions } from "../core/settings/settings.ts";

/** What a `CookieStore` can be told besides what every store can; it asks nobody, so there is no deadline, no limit and no rotation by age. */
export interface CookieStoreOptions extends Omit<
  SessionStoreOptions,
  "deadlineMs" | "rotateAfter" | "rotateGrace" | "maxSessionsPerUser" | "whenFull"
> {
  /**
   * Encrypt the sessions, so that only servers with the secrets can read them. Default true. With false they are signed only: the visitor
   * can read them, and still not change them. Cookies of one kind are none of the other: changing it ends all sessions.
   */
  readonly encrypt?: boolean | undefined;
  /** The clock, in milliseconds since 1970, for tests that do not want to wait. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** Handles remembered at least as destroyed or moved, for as long as responses to requests before that may be under way. */
const REMEMBERED_HANDLES = 4096;

/**
 * Keeps each session in its visitor's own cookies, encrypted, and nothing on a server: no store to run, none to ask.
 *
 * A session takes up to three cookies, some 9,000 bytes in all; `save()` refuses a larger one with `SessionCookieError`. Both timeouts are
 * kept by the server's clock, whatever the browser does with the cookie. Each server remembers the sessions of the last cookies that it
 * opened, 1,000 to 2,000 of them, so that opening one again costs no decryption; that is memory alone, and nothing to lose.
 *
 * What no store of this kind can promise, and a store on a server does:
 * - **Nothing is revoked.** `destroy()` and `regenerate()` take the old cookie from this browser. A copy of it made before stays good until its
 *   idle timeout or absolute timeout ends it: so a visitor can also put an older state of the session back.
 * - **The last response wins.** Of two requests at once that change a session, the cookie that arrives last stands as a whole, and the changes of
 *   the other are lost, even to other keys. `update()` is no exception: it compares within its own request alone.
 * - **Every change needs a cookie.** After the headers have gone, `save()`, `update()`, `regenerate()` and `destroy()` reject with `SessionStateError`.
 * - **Nobody can list the sessions** of a user, open one by its id, or end one from elsewhere.
 */
export class CookieStore implements SealedStore {
  readonly kind = "cookie";
  readonly settings: SessionSettings;
  readonly encrypt: boolean;
  readonly retired = new RecentMap<true>(REMEMBERED_HANDLES);
  readonly #clock: () => number;

  /** @throws SessionConfigError for an option that cannot work */
  constructor(options: CookieStoreOptions) {
    this.settings = normalizeSettings(options, ["encrypt", "clock"]);
    const { encrypt = true, clock = Date.now } = options;
    if (typeof encrypt !== "boolean") {
      throw new SessionConfigError(`Store option encrypt must be true or false, found ${typeof encrypt}`);
    }
    if (typeof clock !== "function") {
      throw new SessionConfigError("Store option clock must be a function that returns milliseconds");
    }
    this.encrypt = encrypt;
    this.#clock = clock;
  }

  now(): number {
    return this.#clock();
  }
}
