import { SessionConfigError } from "../core/errors.ts";

/** What signs a cookie, and what encrypts it, if anything does. */
export interface KeyPair {
  readonly hashKey: Buffer;
  readonly blockKey: Buffer | undefined;
}

/** A key as an application has it: bytes, or a text that stands for its UTF-8. */
export type HertzKey = string | Uint8Array;

/** What `aes.NewCipher` of Go takes. */
const BLOCK_KEY_BYTES: readonly number[] = [16, 24, 32];

/**
 * Key pairs in Hertz's order: hash key, block key, hash key, block key. A block key may be `null`, and the last one left out.
 *
 * @throws SessionConfigError naming the key and what is wanted
 */
export function pairKeys(keys: readonly unknown[]): KeyPair[] {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new SessionConfigError(
      "Store option keyPairs must be an array: hash key, block key or null, and so on, the newest pair first",
    );
  }
  const pairs: KeyPair[] = [];
  for (let index = 0; index < keys.length; index += 2) {
    const hashKey = bytesOf(keys[index]);
    if (!hashKey) {
      throw new SessionConfigError(`Store option keyPairs[${index}] must be a hash key, not empty`);
    }
    if (pairs.some((pair) => pair.hashKey.equals(hashKey))) {
      throw new SessionConfigError(
        `Store option keyPairs[${index}] is a hash key for the second time: give each pair its own`,
      );
    }
    pairs.push({ hashKey, blockKey: blockKeyAt(keys, index + 1) });
  }
  return pairs;
}

function blockKeyAt(keys: readonly unknown[], index: number): Buffer | undefined {
  const key = keys[index];
  if (key === undefined || key === null) return undefined;
  const bytes = bytesOf(key);
  if (bytes && BLOCK_KEY_BYTES.includes(bytes.length)) return bytes;
  throw new SessionConfigError(
    `Store option keyPairs[${index}] must be a block key of 16, 24 or 32 bytes, or null: each hash key is followed by its block key`,
  );
}

function bytesOf(key: unknown): Buffer | undefined {
  if (typeof key !== "string" && !(key instanceof Uint8Array)) return undefined;
  const bytes = Buffer.from(key);
  return bytes.length > 0 ? bytes : undefined;
}
