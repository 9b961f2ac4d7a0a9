import { createSecretKey, hkdfSync } from "node:crypto";
import type { KeyObject } from "node:crypto";

/**
 * One key of 256 bits from each secret, for one purpose: HKDF-SHA256 (RFC 5869) without a salt, the purpose as its info.
 *
 * Keys for two purposes are independent, so that what one use of a secret gives away is of no help against another.
 */
export function deriveKeys(secrets: readonly string[], purpose: string): readonly KeyObject[] {
  return secrets.map((secret) => createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", purpose, 32))));
}
