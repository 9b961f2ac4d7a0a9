import type { IdCookies, VerifiedCookie } from "../core/id-cookie.ts";
import { idOf, signId } from "./signed-cookie.ts";

/**
 * Cookies as express-session signs them: `s:`, the id, a dot, and the HMAC-SHA256 of the id in base64 without padding, all of it
 * percent-encoded. The secret is the key as it is, and the cookie's name is no part of it.
 */
export class ConnectCookies implements IdCookies {
  /** The cookie has no end of its own: the row has. */
  readonly lifeMs = Infinity;
  readonly #secrets: readonly string[];

  /** @param secrets - the first signs, all are accepted */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  sign(id: string): string {
    const [newest = ""] = this.#secrets;
    return encodeURIComponent(signId(id, newest));
  }

  verify(value: string): VerifiedCookie | undefined {
    const sent = idOf(decode(value), this.#secrets);
    return sent && { ...sent, countsUntil: Infinity };
  }
}

/** A value as express-session reads it: without quotes around it, and percent-decoded. */
function decode(value: string): string | undefined {
  const bare = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  try {
    return decodeURIComponent(bare);
  } catch {
    return undefined;
  }
}
