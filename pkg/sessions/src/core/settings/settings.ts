import { DEFAULT_COOKIE_ATTRIBUTES, MAX_LIFETIME_SECONDS, mergeCookieOptions } from "./cookie-options.ts";
import type { CookieAttributes, CookieOptions } from "./cookie-options.ts";
import { normalizeDataSettings } from "./data-settings.ts";
import type { SessionDataOptions, SessionDataSettings } from "./data-settings.ts";
import { SessionConfigError } from "../errors.ts";
import { jsonSerializer } from "./serializer.ts";
import type { Serializer } from "./serializer.ts";
import { checkSecrets } from "./secrets.ts";
import { warnOfLifetimes } from "./warn-of-lifetimes.ts";

/** What every store can be told. An option that is `undefined` counts as not given. */
export interface SessionStoreOptions extends SessionDataOptions {
  /**
   * What cookies are signed or sealed with: the first does it, all are accepted. To change it, put the new secret in front, keep the old one
   * for as long as its cookies shall count, then drop it. Use 32 random characters or more; fewer cause a warning, and a first one with
   * fewer than 8 is refused.
   */
  readonly secrets: readonly string[];
  /** Attributes of the session cookie, over the defaults `Path=/; HttpOnly; SameSite=Lax`, and `Secure` over HTTPS. */
  readonly cookie?: CookieOptions | undefined;
  /** The same as `cookie.maxAge`, by the name that it has in Hertz (`SetMaxAge`). */
  readonly maxAge?: number | undefined;
  /** Seconds that a session lives without being used. Default: `cookie.maxAge` if above 0, else 1800 (30 minutes). */
  readonly idleTimeout?: number | undefined;
  /** Seconds that a session lives however much it is used, from its first save or its `regenerate()`. Default 43200 (12 hours). */
  readonly absoluteTimeout?: number | undefined;
  /**
   * The share of the idle timeout during which a process does not renew it again, from 0 (every read renews) to below 1.
   * Default 0.1: with 30 minutes, a session lives at least 27 after its last use.
   */
  readonly touchAfter?: number | undefined;
  /** The most bytes that a session's row may have; 0 sets no limit. Default 0. */
  readonly maxLength?: number | undefined;
  /** How values become text. Default JSON. */
  readonly serializer?: Serializer | undefined;
  /** Milliseconds within which each operation of the store must be answered. Default 1000. */
  readonly deadlineMs?: number | undefined;
  /**
   * Seconds after which a session gets another id by itself, as by `session.rotate()`: when it is loaded in a request whose response can
   * still set a cookie. 0 never does. Default 0.
   */
  readonly rotateAfter?: number | undefined;
  /**
   * Seconds for which the id before a `session.rotate()` still leads to the session, so that requests under way and a response that got lost
   * do no harm; from 1 to 3600. Default 60.
   */
  readonly rotateGrace?: number | undefined;
  /** The most sessions that one user may have at once, counted where `session.bind()` enters one; 0 sets no limit. Default 0. */
  readonly maxSessionsPerUser?: number | undefined;
  /**
   * What `session.bind()` does when the user has that many: `"evict"` ends the ones bound longest ago, `"refuse"` rejects with
   * `SessionLimitError`. Default `"evict"`.
   */
  readonly whenFull?: WhenFull | undefined;
}

/** What happens to a session too many of one user: another is ended for it, or it is refused. */
export type WhenFull = "evict" | "refuse";

/** Store options, checked, with every default filled in. */
export interface SessionSettings extends SessionDataSettings {
  readonly secrets: readonly string[];
  readonly cookie: CookieAttributes;
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
  readonly touchAfter: number;
  readonly maxLength: number;
  readonly serializer: Serializer;
  readonly deadlineMs: number;
  readonly rotateAfterSeconds: number;
  readonly rotateGraceSeconds: number;
  readonly maxSessionsPerUser: number;
  readonly whenFull: WhenFull;
}

const COMMON_OPTIONS: { readonly [Name in keyof Required<SessionStoreOptions>]: true } = {
  secrets: true,
  cookie: true,
  maxAge: true,
  idleTimeout: true,
  absoluteTimeout: true,
  touchAfter: true,
  maxLength: true,
  serializer: true,
  deadlineMs: true,
  rotateAfter: true,
  rotateGrace: true,
  maxSessionsPerUser: true,
  whenFull: true,
  schema: true,
  dataVersion: true,
  migrations: true,
};

/**
 * Checks a store's options and fills in the defaults.
 *
 * @param ownOptions - names that this store knows besides the common ones
 * @throws SessionConfigError naming the option, what was found and what is wanted
 */
export function normalizeSettings(
  options: SessionStoreOptions,
  ownOptions: readonly string[],
): SessionSettings {
  refuseUnknown(options, ownOptions);
  const cookie = cookieOf(options);
  const secrets = checkSecrets(options.secrets);
  const settings = {
    cookie,
    ...checkTimes(options, cookie),
    touchAfter: checkShare(options.touchAfter ?? 0.1),
    maxLength: checkNumber("maxLength", options.maxLength ?? 0, 0, Number.MAX_SAFE_INTEGER),
    serializer: checkSerializer(options.serializer ?? jsonSerializer),
    deadlineMs: checkNumber("deadlineMs", options.deadlineMs ?? 1000, 1, 60_000),
    maxSessionsPerUser: checkNumber("maxSessionsPerUser", options.maxSessionsPerUser ?? 0, 0, 1_000_000),
    whenFull: checkWhenFull(options.whenFull ?? "evict"),
    ...normalizeDataSettings(options),
  };
  warnOfLifetimes({ ...settings, idleTimeout: options.idleTimeout });
  // Not enumerable, so that whoever prints a store does not print its secrets.
  return Object.defineProperty(settings, "secrets", { value: secrets }) as SessionSettings;
}

function cookieOf({ cookie = {}, maxAge = cookie.maxAge }: SessionStoreOptions): CookieAttributes {
  if (cookie.maxAge !== undefined && cookie.maxAge !== maxAge) {
    const message = `Store options maxAge and cookie.maxAge are two names of one thing, found ${maxAge} and ${cookie.maxAge}`;
    throw new SessionConfigError(message);
  }
  const merged = mergeCookieOptions(DEFAULT_COOKIE_ATTRIBUTES, { ...cookie, maxAge });
  if (typeof merged === "string") throw new SessionConfigError(merged);
  return merged;
}

function refuseUnknown(options: SessionStoreOptions, ownOptions: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new SessionConfigError("A store needs an object with options, at least { secrets: [...] }");
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(COMMON_OPTIONS, name) || ownOptions.includes(name)) continue;
    const known = [...ownOptions, ...Object.keys(COMMON_OPTIONS)].join(", ");
    throw new SessionConfigError(`Unknown store option ${name}; known are ${known}`);
  }
}

/** How long sessions last, and their ids. */
function checkTimes(
  { idleTimeout, absoluteTimeout = 43_200, rotateAfter = 0, rotateGrace = 60 }: SessionStoreOptions,
  { maxAge }: CookieAttributes,
): Pick<SessionSettings, "idleSeconds" | "absoluteSeconds" | "rotateAfterSeconds" | "rotateGraceSeconds"> {
  const defaultIdle = maxAge > 0 ? maxAge : 1800;
  return {
    idleSeconds: checkNumber("idleTimeout", idleTimeout ?? defaultIdle, 1, MAX_LIFETIME_SECONDS),
    absoluteSeconds: checkNumber("absoluteTimeout", absoluteTimeout, 1, MAX_LIFETIME_SECONDS),
    rotateAfterSeconds: checkNumber("rotateAfter", rotateAfter, 0, MAX_LIFETIME_SECONDS),
    rotateGraceSeconds: checkNumber("rotateGrace", rotateGrace, 1, 3600),
  };
}

function checkSerializer(serializer: Partial<Serializer>): Serializer {
  const { stringify, parse } = serializer;
  if (typeof stringify === "function" && typeof parse === "function") return serializer as Serializer;
  throw new SessionConfigError(
    "Store option serializer must be an object with the functions stringify and parse",
  );
}

function checkNumber(name: string, value: unknown, from: number, to: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= from && value <= to) return value;
  throw new SessionConfigError(
    `Store option ${name} must be a whole number from ${from} to ${to}, found ${String(value)}`,
  );
}

function checkWhenFull(value: unknown): WhenFull {
  if (value === "evict" || value === "refuse") return value;
  throw new SessionConfigError(`Store option whenFull must be "evict" or "refuse", found ${String(value)}`);
}

function checkShare(value: unknown): number {
  if (typeof value === "number" && value >= 0 && value < 1) return value;
  throw new SessionConfigError(
    `Store option touchAfter must be a share from 0 to below 1, found ${String(value)}`,
  );
}
