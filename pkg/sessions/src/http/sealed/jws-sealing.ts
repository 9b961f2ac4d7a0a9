import { createHmac, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { decodeBase64url } from "../cookie/base64url.ts";
import { deriveKeys } from "../../core/settings/derive-keys.ts";
import { newestOf, openWithAny } from "./sealing.ts";
import type { OpenedValue, Sealing } from "./sealing.ts";

/** The protected header of every value, in base64url. */
const HEADER = Buffer.from('{"alg":"HS256"}').toString("base64url");
/** Header, payload, signature: an HMAC-SHA256 has 32 bytes. */
const FORM = new RegExp(`^(${HEADER}\\.([\\w-]+))\\.([\\w-]{43})$`);
/** Characters of a value besides those of its payload. */
const OVERHEAD = HEADER.length + ".".length + ".".length + 43;

/**
 * Signed values, which whoever has the cookie can read: JWS in its compact serialization (RFC 7515), `HS256`.
 *
 * The cookie's name is part of what the keys are derived from, so a value is worth nothing under another name.
 */
export class JwsSealing implements Sealing {
  readonly beginning = `${HEADER}.`;
  readonly #keys: readonly KeyObject[];

  constructor(name: string, secrets: readonly string[]) {
    this.#keys = deriveKeys(secrets, `hertz-sessions: HS256 of the session cookie ${name}`);
  }

  seal(text: string): string {
    const signed = `${HEADER}.${Buffer.from(text).toString("base64url")}`;
    return `${signed}.${sign(newestOf(this.#keys), signed).toString("base64url")}`;
  }

  open(value: string): OpenedValue | undefined {
    const [, signed, ...parts] = FORM.exec(value) ?? [];
    const [payload, signature] = parts.map(decodeBase64url);
    if (signed === undefined || !payload || !signature) return undefined;
    return openWithAny(this.#keys, (key) =>
      timingSafeEqual(sign(key, signed), signature) ? payload.toString() : undefined,
    );
  }

  isWhole(value: string): boolean {
    return FORM.test(value);
  }

  capacityOf(characters: number): number {
    return Math.max(0, Math.floor(((characters - OVERHEAD) * 3) / 4));
  }
}

function sign(key: KeyObject, signed: string): Buffer {
  return createHmac("sha256", key).update(signed).digest();
}
