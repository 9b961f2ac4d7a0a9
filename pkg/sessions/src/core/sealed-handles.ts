import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { deriveKeys } from "./settings/derive-keys.ts";

const IV_BYTES = 16;
const CIPHER = "aes-256-ctr";

/**
 * Public names for sessions whose rows stand under the id itself, as others keep them: there a name must lead back to the id, for whoever
 * has the secret and for nobody else.
 *
 * A name is the id encrypted with AES-256-CTR under a keyed hash of the id as its counter block: the same id always has the same name, and
 * two ids never share a key stream.
 */
export class SealedHandles {
  readonly #hashKey: KeyObject;
  readonly #cipherKey: KeyObject;

  constructor(secret: string) {
    const [hashKey] = deriveKeys([secret], "hertz-sessions: hash of a session's public name");
    const [cipherKey] = deriveKeys([secret], "hertz-sessions: encryption of a session's public name");
    if (!hashKey || !cipherKey) throw new TypeError("deriveKeys() gives one key for each secret");
    this.#hashKey = hashKey;
    this.#cipherKey = cipherKey;
  }

  /** The public name of an id. */
  seal(id: string): string {
    const iv = createHmac("sha256", this.#hashKey).update(id).digest().subarray(0, IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#cipherKey, iv);
    return Buffer.concat([iv, cipher.update(id, "utf8"), cipher.final()]).toString("base64url");
  }

  /** The id that a public name stands for. One that nobody sealed stands for a text that no session has. */
  open(handle: string): string {
    const bytes = Buffer.from(handle, "base64url");
    if (bytes.length <= IV_BYTES) return "";
    const decipher = createDecipheriv(CIPHER, this.#cipherKey, bytes.subarray(0, IV_BYTES));
    return decipher.update(bytes.subarray(IV_BYTES), undefined, "utf8") + decipher.final("utf8");
  }
}
