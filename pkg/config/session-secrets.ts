import { randomBytes } from "node:crypto";

const minimumLength = 32;

/** Where the secrets come from: the two variables, and whether making one up is out of the question. */
export interface SecretSources {
  readonly list: string | undefined;
  readonly file: string | undefined;
  readonly required: boolean;
  readonly readFile: (path: string) => string;
}

/** The secrets, newest first, with a warning when they will not outlive the process. */
export interface SessionSecrets {
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * The secrets that SESSION_SECRETS or SESSION_SECRETS_FILE gives; a random one when neither is set and none
 * is required.
 *
 * @throws RangeError with the reason, in words and without any secret, when they cannot be used.
 */
export function readSessionSecrets({ list, file, required, readFile }: SecretSources): SessionSecrets {
  if (list !== undefined && file !== undefined) {
    throw new RangeError("SESSION_SECRETS and SESSION_SECRETS_FILE are both set: keep one");
  }
  if (list !== undefined) return { secrets: parseSecrets("SESSION_SECRETS", list), warnings: [] };
  if (file !== undefined) {
    return { secrets: parseSecrets("SESSION_SECRETS_FILE", readSecretsFile(file, readFile)), warnings: [] };
  }
  if (required) {
    throw new RangeError("SESSION_SECRETS or SESSION_SECRETS_FILE is required when NODE_ENV is production");
  }
  return {
    secrets: [randomBytes(32).toString("base64url")],
    warnings: [
      "SESSION_SECRETS is not set: sessions end with this process, and no other replica accepts them",
    ],
  };
}

function readSecretsFile(path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new RangeError(`SESSION_SECRETS_FILE cannot be read (${code})`, { cause: error });
  }
}

function parseSecrets(variable: string, text: string): readonly string[] {
  const secrets = text.split(",").map((secret) => secret.trim());
  const short = secrets.findIndex((secret) => secret.length < minimumLength);
  if (short !== -1) {
    throw new RangeError(
      `${variable} holds a secret that is too short (number ${short + 1}): ` +
        `each needs at least ${minimumLength} characters`,
    );
  }
  return secrets;
}
