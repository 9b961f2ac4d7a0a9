/** The attributes of the session cookie. What is not given comes from the store, and there from `DEFAULT_COOKIE_ATTRIBUTES`. */
export interface CookieOptions {
  /** The path under which the browser sends the cookie. Default `/`. */
  readonly path?: string | undefined;
  /** The domain whose hosts get the cookie. Default none: only the host that set it. */
  readonly domain?: string | undefined;
  /**
   * Seconds, with Hertz's meaning. Above 0: the browser keeps the cookie so long, and the store the session while it is not used.
   * 0 (default): no Max-Age, so the cookie goes with the browser; the store keeps the session for its `idleTimeout`.
   * Below 0: `save()` deletes the session and the cookie.
   */
  readonly maxAge?: number | undefined;
  /** Send it over HTTPS only. Default `"auto"`: whenever the request came over HTTPS (behind a proxy, as Express's `trust proxy` or Fastify's `trustProxy` says). */
  readonly secure?: boolean | "auto" | undefined;
  /** Hide it from scripts in the page. Default true. */
  readonly httpOnly?: boolean | undefined;
  /** Whether requests that other sites cause carry it. Default `"lax"`. */
  readonly sameSite?: "strict" | "lax" | "none" | undefined;
  /** Keep it apart for each top-level site (CHIPS). Default false. */
  readonly partitioned?: boolean | undefined;
  /** Which cookies the browser drops first when there are too many. Default none. */
  readonly priority?: "low" | "medium" | "high" | undefined;
}

/** Cookie options with every default filled in. */
export interface CookieAttributes {
  readonly path: string;
  readonly domain: string | undefined;
  readonly maxAge: number;
  readonly secure: boolean | "auto";
  readonly httpOnly: boolean;
  readonly sameSite: "strict" | "lax" | "none";
  readonly partitioned: boolean;
  readonly priority: "low" | "medium" | "high" | undefined;
}

export const DEFAULT_COOKIE_ATTRIBUTES: CookieAttributes = {
  path: "/",
  domain: undefined,
  maxAge: 0,
  secure: "auto",
  httpOnly: true,
  sameSite: "lax",
  partitioned: false,
  priority: undefined,
};

/** The longest lifetime in seconds: 400 days, beyond which browsers keep no cookie (RFC 6265bis, section 5.5). */
export const MAX_LIFETIME_SECONDS = 400 * 24 * 60 * 60;

// RFC 6265, section 4.1.1: path-value is any CHAR except CTLs and ";". A domain is letters, digits, dots and hyphens.
const PATH = /^\/[\x20-\x3a\x3c-\x7e]*$/;
const DOMAIN = /^\.?[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i;

const CHECKS: {
  readonly [Name in keyof CookieAttributes]: (value: CookieAttributes[Name]) => string | undefined;
} = {
  path: (value) =>
    check(PATH.test(value), "path", 'a text that begins with "/" and holds no ";" or control character'),
  domain: (value) => check(value === undefined || DOMAIN.test(value), "domain", "a host name"),
  maxAge: (value) =>
    check(
      Number.isSafeInteger(value) && value <= MAX_LIFETIME_SECONDS,
      "maxAge",
      `a whole number of seconds, at most ${MAX_LIFETIME_SECONDS} (400 days)`,
    ),
  secure: (value) => check(typeof value === "boolean" || value === "auto", "secure", 'true, false or "auto"'),
  httpOnly: (value) => check(typeof value === "boolean", "httpOnly", "true or false"),
  sameSite: (value) =>
    check(["strict", "lax", "none"].includes(value), "sameSite", '"strict", "lax" or "none"'),
  partitioned: (value) => check(typeof value === "boolean", "partitioned", "true or false"),
  priority: (value) =>
    check(
      value === undefined || ["low", "medium", "high"].includes(value),
      "priority",
      '"low", "medium" or "high"',
    ),
};

function check(holds: boolean, name: string, wanted: string): string | undefined {
  return holds ? undefined : `Cookie option ${name} must be ${wanted}`;
}

/**
 * Lays options over attributes; an option that is `undefined` counts as not given.
 *
 * @returns the attributes, or what is wrong with the options: a sentence that names the option and says what it wants
 */
export function mergeCookieOptions(
  base: CookieAttributes,
  options: CookieOptions,
): CookieAttributes | string {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(CHECKS, name)) {
      return `Unknown cookie option ${name}; known are ${Object.keys(CHECKS).join(", ")}`;
    }
    if (value !== undefined) merged[name] = value;
  }
  const attributes = merged as unknown as CookieAttributes;
  return problemOf(attributes) ?? attributes;
}

function problemOf(attributes: CookieAttributes): string | undefined {
  for (const name of Object.keys(CHECKS) as (keyof CookieAttributes)[]) {
    const checkOne = CHECKS[name] as (value: unknown) => string | undefined;
    const problem = checkOne(attributes[name]);
    if (problem) return problem;
  }
  if (attributes.sameSite === "none" && attributes.secure === false) {
    return 'Cookie option sameSite "none" needs secure: browsers refuse the cookie otherwise';
  }
  if (attributes.partitioned && attributes.secure === false) {
    return "Cookie option partitioned needs secure: browsers refuse the cookie otherwise";
  }
  return undefined;
}
