import type { SessionCarrier } from "./carrier.ts";
import { mergeCookieOptions } from "../settings/cookie-options.ts";
import type { CookieAttributes, CookieOptions } from "../settings/cookie-options.ts";
import { SessionCookieError } from "../errors.ts";
import type { IdleTimeout, RowHead } from "../row/row.ts";
import type { SessionAddress } from "./session-address.ts";
import { idleTimeoutFor, sessionCookie } from "./session-cookie.ts";
import type { SessionSettings } from "../settings/settings.ts";
import { headersSentError } from "./state-errors.ts";

/** The cookie of one session on one response: its attributes as the request wants them, and whether the browser can still be given it. */
export class CookieDelivery {
  readonly #settings: SessionSettings;
  readonly #carrier: SessionCarrier | undefined;
  #attributes: CookieAttributes;
  /** Whether `options()` changed the attributes, so that the browser must be given the cookie anew. */
  #isChanged = false;
  /** The idle timeout that `options()` asked for, or the place where a new session is mounted. */
  #wantedIdle: IdleTimeout | undefined;

  /** @param head - of the session's row, if it is stored */
  constructor(settings: SessionSettings, head: RowHead | undefined, carrier: SessionCarrier | undefined) {
    this.#settings = settings;
    this.#carrier = carrier;
    const cookie = carrier?.cookie ?? settings.cookie;
    this.#attributes = sessionCookie(cookie, head);
    const isNewWithAnother = !head && cookie.maxAge !== settings.cookie.maxAge;
    if (isNewWithAnother) this.#wantedIdle = idleTimeoutFor(cookie, settings);
  }

  /** @throws SessionCookieError for an unknown option or an illegal value */
  change(options: CookieOptions): void {
    const merged = mergeCookieOptions(this.#attributes, options);
    if (typeof merged === "string") throw new SessionCookieError(merged);
    const problem = this.#carrier?.problemOf(merged);
    if (problem) throw new SessionCookieError(problem);
    this.#attributes = merged;
    this.#isChanged = true;
    this.#carrier?.change?.(options);
    if (options.maxAge !== undefined) this.#wantedIdle = idleTimeoutFor(merged, this.#settings);
  }

  /** Whether a save ends the session: its `maxAge` is below 0. */
  get endsSession(): boolean {
    return this.#attributes.maxAge < 0;
  }

  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** Whether every write needs a cookie, since the cookies hold the session itself. */
  get holdsSession(): boolean {
    return this.#carrier?.prepare !== undefined;
  }

  /** Whether a write needs a cookie. */
  get isNeeded(): boolean {
    return this.#isChanged || this.holdsSession;
  }

  /** The idle timeout that the session is to have. */
  idleFor(head: RowHead | undefined): IdleTimeout {
    return this.#wantedIdle ?? head?.idle ?? { seconds: this.#settings.idleSeconds, fromMaxAge: false };
  }

  /** The idle timeout that the row has to get, or `undefined` when it has it. */
  idleChange(head: RowHead | undefined): IdleTimeout | undefined {
    const [wanted, stored] = [this.#wantedIdle, head?.idle];
    const isKept = wanted?.seconds === stored?.seconds && wanted?.fromMaxAge === stored?.fromMaxAge;
    return isKept ? undefined : wanted;
  }

  /** Before a write that needs a cookie: the browser must still be able to take it. @throws SessionStateError when it is not */
  requireOpen(operation: string): void {
    if (this.#carrier?.open === false) {
      this.#carrier.withhold();
      throw headersSentError(operation);
    }
    this.#carrier?.prepare?.(this.#attributes);
  }

  /** Gives the browser the cookie. @throws SessionStateError when that is too late: a handler that did not wait may have sent the headers */
  issue(address: SessionAddress, operation = "finish"): void {
    this.requireOpen(operation);
    this.#carrier?.issue(address, this.#attributes);
    this.#isChanged = false;
  }

  /** Gives the browser the cookie if that is still possible: the session has another id, but the one before leads to it for a while. */
  offer(address: SessionAddress): void {
    if (this.#carrier?.open) this.issue(address);
  }

  /** The session was written, which renewed its idle timeout: a cookie that keeps its own time is given again if it can be. */
  renew(address: SessionAddress): void {
    if (this.isNeeded || (this.#attributes.maxAge > 0 && this.#carrier?.open)) this.issue(address);
    else if (this.#attributes.maxAge > 0) this.#carrier?.withhold();
  }

  /** Tells whoever carries the cookie that an operation was rejected. */
  rejected(operation: string, error: unknown): void {
    this.#carrier?.rejected?.(operation, error);
  }

  /** Takes the cookie from the browser if that is still possible. */
  clear(): void {
    if (this.#carrier?.open) this.#carrier.clear(this.#attributes);
  }
}
