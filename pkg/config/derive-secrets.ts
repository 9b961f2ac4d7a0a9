import { hkdfSync } from "node:crypto";

/**
 * Secrets for one purpose, made of the session secrets and in their order: what is signed for one purpose is worth
 * nothing for another, and one variable rotates them all. By HKDF, RFC 5869.
 */
export function deriveSecrets(secrets: readonly string[], purpose: string): readonly string[] {
  return secrets.map((secret) =>
    Buffer.from(hkdfSync("sha256", secret, "", `hertz-sessions-demo ${purpose}`, 32)).toString("base64url"),
  );
}
