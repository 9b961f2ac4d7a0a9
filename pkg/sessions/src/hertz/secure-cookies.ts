import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IdCookies, VerifiedCookie } from "../core/id-cookie.ts";
import { decodeGobString, encodeGobString } from "./gob-string.ts";
import type { KeyPair } from "./key-pairs.ts";

/** The longest value that gorilla/securecookie writes or reads. */
const MAX_LENGTH = 4096;
const IV_BYTES = 16;
const BAR = 0x7c;

/** What is known of the cookies of one name. */
export interface SecureCookieOptions {
  readonly name: string;
  /** The first signs and encrypts, all are tried in order. */
  readonly pairs: readonly KeyPair[];
  /** Seconds that a value counts once it was made; 0 for no end. */
  readonly maxAge: number;
}

/**
 * Cookies of gorilla/securecookie 1.1 that carry an id, as Hertz's Redis store makes them: the base64url of the time in seconds, the id as a
 * gob in base64url, and an HMAC-SHA256 of the cookie's name, the time and that, with `|` between. With a block key the gob is encrypted with
 * AES-CTR, its random counter block in front.
 */
export class SecureCookies implements IdCookies {
  readonly lifeMs: number;
  readonly #name: string;
  readonly #pairs: readonly KeyPair[];
  readonly #maxAge: number;

  constructor({ name, pairs, maxAge }: SecureCookieOptions) {
    this.#name = name;
    this.#pairs = pairs;
    this.#maxAge = maxAge;
    this.lifeMs = maxAge === 0 ? Infinity : maxAge * 1000;
  }

  sign(id: string): string {
    const [pair] = this.#pairs;
    if (!pair) throw new TypeError("Cookies need a key pair"); // the store made sure of one
    const payload = encodeBase64(encrypt(encodeGobString(id), pair.blockKey));
    const signed = Buffer.from(`${Math.floor(Date.now() / 1000)}|${payload}`);
    return encodeBase64(Buffer.concat([signed, Buffer.from("|"), this.#macOf(signed, pair)]));
  }

  verify(value: string): VerifiedCookie | undefined {
    const bytes = value.length > MAX_LENGTH ? undefined : decodeBase64(value);
    if (!bytes) return undefined;
    const timeEnd = bytes.indexOf(BAR);
    const end = bytes.indexOf(BAR, timeEnd + 1);
    if (timeEnd === -1 || end === -1) return undefined;
    const signed = bytes.subarray(0, end);
    const index = this.#signerOf(signed, bytes.subarray(end + 1));
    const countsUntil = this.#countsUntil(signed.subarray(0, timeEnd).toString());
    const pair = this.#pairs[index];
    if (!pair || countsUntil <= Date.now()) return undefined;
    const id = idIn(signed.subarray(timeEnd + 1).toString(), pair);
    return id ? { id, isStale: index > 0, countsUntil } : undefined;
  }

  #signerOf(signed: Buffer, mac: Buffer): number {
    return this.#pairs.findIndex((pair) => {
      const expected = this.#macOf(signed, pair);
      return expected.length === mac.length && timingSafeEqual(expected, mac);
    });
  }

  #countsUntil(time: string): number {
    if (!/^\d{1,12}$/.test(time)) return 0;
    // Full seconds are compared: a value counts until the second is over in which its age is reached.
    return this.#maxAge === 0 ? Infinity : (Number(time) + this.#maxAge + 1) * 1000;
  }

  #macOf(signed: Buffer, { hashKey }: KeyPair): Buffer {
    return createHmac("sha256", hashKey).update(`${this.#name}|`).update(signed).digest();
  }
}

function idIn(payload: string, { blockKey }: KeyPair): string | undefined {
  const bytes = decodeBase64(payload);
  const gob = bytes && decrypt(bytes, blockKey);
  return gob && decodeGobString(gob);
}

function encrypt(bytes: Buffer, key: Buffer | undefined): Buffer {
  if (!key) return bytes;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(`aes-${key.length * 8}-ctr`, key, iv);
  return Buffer.concat([iv, cipher.update(bytes), cipher.final()]);
}

function decrypt(bytes: Buffer, key: Buffer | undefined): Buffer | undefined {
  if (!key) return bytes;
  if (bytes.length <= IV_BYTES) return undefined;
  const decipher = createDecipheriv(`aes-${key.length * 8}-ctr`, key, bytes.subarray(0, IV_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]);
}

/** Base64 with the URL's alphabet and with padding, as Go's `base64.URLEncoding` has it. */
function encodeBase64(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

/** The bytes of such a text in its one spelling. */
function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return encodeBase64(bytes) === text ? bytes : undefined;
}
