import { SessionConfigError } from "../errors.ts";
import { warn } from "../warnings.ts";

/** Characters below which a secret is warned of: so many random ones hold 128 bits in any usual spelling, hexadecimal included. */
const ENOUGH = 32;
/** Characters below which nothing is signed: all shorter ones are tried within minutes, from a single cookie. */
const TOO_FEW = 8;

const ADVICE = "use 32 random characters or more: openssl rand -base64 32";

/**
 * Checks the secrets of a store. Those behind the first sign nothing any more, so a short one may be rotated away, with a warning.
 *
 * @throws SessionConfigError for a list that is empty or holds something else, and for a first secret that anybody could guess
 */
export function checkSecrets(secrets: unknown): readonly string[] {
  if (!Array.isArray(secrets) || secrets.length === 0) {
    throw new SessionConfigError(
      "Store option secrets must be an array with at least one secret, the newest first",
    );
  }
  const texts = secrets.map((secret: unknown, index) => {
    if (typeof secret === "string" && secret !== "") return secret;
    throw new SessionConfigError(
      `Store option secrets[${index}] must be a text that is not empty, found ${secret === "" ? "an empty text" : typeof secret}`,
    );
  });
  const length = texts[0]?.length ?? 0;
  if (length < TOO_FEW) {
    throw new SessionConfigError(
      `Store option secrets[0] must have at least ${TOO_FEW} characters, found ${length}; ${ADVICE}`,
    );
  }
  warnOfSecrets(texts);
  return texts;
}

function warnOfSecrets(secrets: readonly string[]): void {
  if (secrets.some((secret) => secret.length < ENOUGH)) {
    const message = `A session secret is shorter than ${ENOUGH} characters and might be guessed; ${ADVICE}`;
    warn("WRN_SESSION_SHORT_SECRET", message);
  }
  if (new Set(secrets).size < secrets.length) {
    const message = "A session secret stands twice in the list, so that one was not changed as it seems";
    warn("WRN_SESSION_DUPLICATE_SECRET", message);
  }
}
