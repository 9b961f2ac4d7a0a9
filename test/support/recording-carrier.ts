import type { SessionCarrier } from "../../pkg/sessions/src/core/session/carrier.ts";
import type { CookieAttributes } from "../../pkg/sessions/src/core/settings/cookie-options.ts";
import type { SessionAddress } from "../../pkg/sessions/src/core/session/session-address.ts";

/** The way to a browser that is not there: it writes down what a session gives and takes. */
export class RecordingCarrier implements SessionCarrier {
  open = true;
  isStale = false;
  /** What it says is wrong with any cookie. */
  problem: string | undefined;
  /** How often the browser did not get a cookie which was due. */
  withheld = 0;
  /** Every cookie given (the id that it carries, and its attributes) or taken (no id), in order. */
  readonly cookies: { readonly id: string | undefined; readonly cookie: CookieAttributes }[] = [];

  problemOf(): string | undefined {
    return this.problem;
  }

  withhold(): void {
    this.withheld += 1;
  }

  issue({ id }: SessionAddress, cookie: CookieAttributes): void {
    this.cookies.push({ id, cookie });
  }

  clear(cookie: CookieAttributes): void {
    this.cookies.push({ id: undefined, cookie });
  }
}
