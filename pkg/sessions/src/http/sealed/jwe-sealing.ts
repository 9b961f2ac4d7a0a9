import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { decodeBase64url } from "../cookie/base64url.ts";
import { deriveKeys } from "../../core/settings/derive-keys.ts";
import { newestOf, openWithAny } from "./sealing.ts";
import type { OpenedValue, Sealing } from "./sealing.ts";

/** The protected header of every value, in base64url. It is the additional data that the tag covers (RFC 7516, section 5.1). */
const HEADER = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString("base64url");
const CIPHER = "aes-256-gcm";
/** RFC 7518, section 5.3: the vector of A256GCM has 96 bits and its tag 128. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Header, no encrypted key, vector, ciphertext, tag. */
const FORM = new RegExp(`^${HEADER}\\.\\.([\\w-]{16})\\.([\\w-]+)\\.([\\w-]{22})$`);
/** Characters of a value before its ciphertext. */
const CIPHERTEXT_START = HEADER.length + "..".length + 16 + ".".length;
/** Characters of a value behind its ciphertext. */
const TAG_END = ".".length + 22;
/** Characters of a value besides those of its ciphertext. */
const OVERHEAD = CIPHERTEXT_START + TAG_END;

/**
 * Encrypted values: JWE in its compact serialization (RFC 7516), `dir` with `A256GCM`.
 *
 * The cookie's name is part of what the keys are derived from, so a value is worth nothing under another name.
 */
export class JweSealing implements Sealing {
  readonly beginning = `${HEADER}..`;
  readonly #keys: readonly KeyObject[];

  constructor(name: string, secrets: readonly string[]) {
    this.#keys = deriveKeys(secrets, `hertz-sessions: A256GCM of the session cookie ${name}`);
  }

  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, newestOf(this.#keys), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(HEADER));
    const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url"));
    return `${HEADER}..${parts.join(".")}`;
  }

  open(value: string): OpenedValue | undefined {
    const [iv, ciphertext, tag] = (FORM.exec(value) ?? []).slice(1).map(decodeBase64url);
    if (!iv || !ciphertext || !tag) return undefined;
    return openWithAny(this.#keys, (key) => decrypt(key, iv, ciphertext, tag));
  }

  isWhole(value: string): boolean {
    return value.length > OVERHEAD && value.indexOf(".", CIPHERTEXT_START) === value.length - TAG_END;
  }

  capacityOf(characters: number): number {
    return Math.max(0, Math.floor(((characters - OVERHEAD) * 3) / 4));
  }
}

function decrypt(key: KeyObject, iv: Buffer, ciphertext: Buffer, tag: Buffer): string | undefined {
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(HEADER));
  decipher.setAuthTag(tag);
  const text = decipher.update(ciphertext);
  try {
    decipher.final();
  } catch {
    return undefined; // the tag does not fit: another key, or a forged value
  }
  return text.toString();
}
