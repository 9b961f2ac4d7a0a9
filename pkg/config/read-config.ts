import { readFileSync } from "node:fs";

import type { z } from "zod";

import { ConfigError } from "./config-error.ts";
import { deriveSecrets } from "./derive-secrets.ts";
import { readSessionSecrets, type SessionSecrets } from "./session-secrets.ts";
import type { TrustProxy } from "./trust-proxy.ts";
import { toLimits, type LimitsConfig } from "./limits.ts";
import { variables } from "./variables.ts";

/** Everything that differs between one deployment and another; read once, at the start. */
export interface Config {
  /** NODE_ENV is "production". */
  readonly production: boolean;
  readonly host: string;
  /** 0 asks for any free port. */
  readonly port: number;
  readonly redisUrl: string;
  /** The name that this replica answers with in `X-Served-By`. */
  readonly replica: string;
  readonly trustProxy: TrustProxy;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** The origin that visitors use, where it is known. */
  readonly publicOrigin: string | null;
  readonly session: SessionConfig;
  /** The cookie that a form's token is compared with. */
  readonly csrf: SignedCookieConfig;
  /** The cookie by which a browser that has signed in is known again: for limits, not for access. */
  readonly device: SignedCookieConfig;
  /** How often something may be tried, and how many seconds later it is forgotten. */
  readonly limits: LimitsConfig;
  /** What the operator should know although the process can start. */
  readonly warnings: readonly string[];
}

/** A cookie of the app's own: its name, and secrets newest first. */
interface SignedCookieConfig {
  readonly cookieName: string;
  readonly secrets: readonly string[];
}

/** How sessions are kept: times in seconds, secrets newest first. */
interface SessionConfig {
  readonly cookieName: string;
  /**
   * Whether the cookie may only travel over HTTPS; "auto" lets each request decide, when PUBLIC_URL does not
   * say.
   */
  readonly secure: boolean | "auto";
  readonly secrets: readonly string[];
  readonly idleTimeout: number;
  readonly absoluteTimeout: number;
  /** How many devices of one user may be signed in at once; the one signed in longest ago makes room. 0 for no limit. */
  readonly maxSessionsPerUser: number;
}

/**
 * The configuration that the environment asks for, with defaults for what it leaves out; an empty variable
 * counts as absent.
 *
 * @param readFile how SESSION_SECRETS_FILE is read; a test may give its own.
 * @throws ConfigError that lists every wrong variable.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  readFile: (path: string) => string = (path) => readFileSync(path, "utf8"),
): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const production = given["NODE_ENV"] === "production";
  const problems: string[] = [];
  const parsed = variables.safeParse(given);
  if (!parsed.success) problems.push(...parsed.error.issues.map(describeIssue));
  const secrets = collectSecrets(given, production, readFile, problems);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return assemble(parsed.data, secrets, production);
}

function collectSecrets(
  given: Readonly<Record<string, string | undefined>>,
  production: boolean,
  readFile: (path: string) => string,
  problems: string[],
): SessionSecrets {
  try {
    return readSessionSecrets({
      list: given["SESSION_SECRETS"],
      file: given["SESSION_SECRETS_FILE"],
      required: production,
      readFile,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(error.message);
    return { secrets: [], warnings: [] };
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  return `${issue.path.join(".")} ${issue.message}`;
}

function assemble(values: z.output<typeof variables>, secrets: SessionSecrets, production: boolean): Config {
  const secure = values.PUBLIC_URL === undefined ? "auto" : values.PUBLIC_URL.protocol === "https:";
  const warnings = [...secrets.warnings];
  if (production && secure === "auto") {
    warnings.push(
      "PUBLIC_URL is not set: the session cookie is Secure only where a request is seen to come over HTTPS",
    );
  }
  // A browser takes a __Host- cookie only over HTTPS and only for this very host, so no neighbour can plant one.
  const prefix = secure === true ? "__Host-" : "";
  const signedCookie = (name: string): SignedCookieConfig => ({
    cookieName: `${prefix}HERTZ-${name}`,
    secrets: deriveSecrets(secrets.secrets, name),
  });
  return {
    production,
    host: values.HOST,
    port: values.PORT,
    redisUrl: values.REDIS_URL,
    replica: values.REPLICA,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    publicOrigin: values.PUBLIC_URL?.origin ?? null,
    session: {
      cookieName: `${prefix}HERTZ-SESSION`,
      secure,
      secrets: secrets.secrets,
      idleTimeout: values.SESSION_IDLE_SECONDS,
      absoluteTimeout: values.SESSION_ABSOLUTE_SECONDS,
      maxSessionsPerUser: values.SESSION_MAX_PER_USER,
    },
    csrf: signedCookie("CSRF"),
    device: signedCookie("DEVICE"),
    limits: toLimits(values),
    warnings,
  };
}
