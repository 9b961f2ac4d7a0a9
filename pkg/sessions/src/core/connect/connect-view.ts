import type { SessionCarrier } from "../session/carrier.ts";
import type { EntriesMirror } from "../values/mirrored-entries.ts";
import type { ConnectCookieData } from "./connect-cookie.ts";
import { COOKIE, isApplicationKey, storedCookie, valuesOf } from "./connect-values.ts";

/** A way to the browser for a session that is also an express-session session of its request. */
export interface ConnectCarrier extends SessionCarrier {
  readonly mirror: ConnectView;
  /** The cookie of a session whose row, once it was read, has none. */
  cookieOfRow(): ConnectCookieData;
}

/** An express-session session as the other face of a session of this library: the values of one are those of the other. */
export class ConnectView implements EntriesMirror {
  /** The express-session session; `undefined` until the session was put on its request. */
  target: object | undefined;
  #writing = 0;

  /** Whether the middleware is storing the session, which has answered to itself what the cookie is to be. */
  get isWriting(): boolean {
    return this.#writing > 0;
  }

  async whileWriting(write: () => Promise<void>): Promise<void> {
    this.#writing += 1;
    try {
      await write();
    } finally {
      this.#writing -= 1;
    }
  }

  read(): Map<string, unknown> | undefined {
    if (!this.target) return undefined;
    return new Map([...valuesOf(this.target)].filter(([key]) => this.holds(key)));
  }

  holds(key: string): boolean {
    return isApplicationKey(key);
  }

  write(key: string, value: unknown): void {
    if (!this.target) return;
    if (value === undefined) Reflect.deleteProperty(this.target, key);
    else Reflect.set(this.target, key, value);
  }

  required(): ReadonlyMap<string, unknown> {
    return new Map(this.target ? [[COOKIE, storedCookie(this.target)]] : []);
  }
}
