import { createHmac, timingSafeEqual } from "node:crypto";
import type { IdCookies, VerifiedCookie } from "../core/id-cookie.ts";

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
    return encodeURIComponent(`s:${id}.${macOf(id, newest)}`);
  }

  verify(value: string): VerifiedCookie | undefined {
    const text = decode(value);
    if (!text?.startsWith("s:")) return undefined;
    const dot = text.lastIndexOf(".");
    const id = text.slice(2, Math.max(2, dot));
    if (id === "") return undefined;
    const mac = Buffer.from(text.slice(dot + 1));
    const index = this.#secrets.findIndex((secret) => {
      const expected = Buffer.from(macOf(id, secret));
      return expected.length === mac.length && timingSafeEqual(expected, mac);
    });
    return index === -1 ? undefined : { id, isStale: index > 0, countsUntil: Infinity };
  }
}

function macOf(id: string, secret: string): string {
  return createHmac("sha256", secret).update(id).digest("base64").replace(/=+$/, "");
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
