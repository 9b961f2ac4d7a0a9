import { createHmac, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { ID_LENGTH, isId } from "../../core/ids.ts";
import type { IdCookies, VerifiedCookie } from "../../core/id-cookie.ts";
import { deriveKeys } from "../../core/settings/derive-keys.ts";

/** Characters of an HMAC-SHA256 in base64url. */
const MAC_LENGTH = 43;

/** Parts the keys of this use from those of any other use of the same secrets. */
const PURPOSE = "hertz-sessions: signature of a session cookie";

/**
 * Signs the ids that cookies carry, and tells its own signatures from anything else.
 *
 * A value is the id, a dot, and the HMAC-SHA256 of the cookie's name and the id, in base64url. The name is part of it, so that the value
 * of one cookie is worth nothing under another name. There is one spelling of each value: any other is refused.
 */
export class CookieSigner implements IdCookies {
  readonly lifeMs = Infinity;
  readonly #name: string;
  readonly #keys: readonly KeyObject[];

  constructor(name: string, secrets: readonly string[]) {
    this.#name = name;
    this.#keys = deriveKeys(secrets, PURPOSE);
  }

  /** The value of the cookie with this id, signed with the newest secret. */
  sign(id: string): string {
    const [newest] = this.#keys;
    if (!newest) throw new TypeError("A signer needs a key"); // the settings made sure of one
    return `${id}.${this.#macOf(id, newest)}`;
  }

  /** What a cookie's value says, or `undefined` when no secret signed it. Never throws. */
  verify(value: string): VerifiedCookie | undefined {
    if (value.length !== ID_LENGTH + 1 + MAC_LENGTH || value[ID_LENGTH] !== ".") return undefined;
    const id = value.slice(0, ID_LENGTH);
    if (!isId(id)) return undefined;
    const mac = Buffer.from(value.slice(ID_LENGTH + 1));
    const index = this.#keys.findIndex((key) => {
      const expected = Buffer.from(this.#macOf(id, key));
      return expected.length === mac.length && timingSafeEqual(expected, mac);
    });
    return index === -1 ? undefined : { id, isStale: index > 0, countsUntil: Infinity };
  }

  #macOf(id: string, key: KeyObject): string {
    return createHmac("sha256", key).update(`${this.#name}=${id}`).digest("base64url");
  }
}
