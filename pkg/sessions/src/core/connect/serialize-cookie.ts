/** What a `Set-Cookie` header says besides name and value, in the words of the `cookie` package. */
export interface SerializedAttributes {
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
  readonly expires?: Date | null | undefined;
  readonly httpOnly?: boolean | undefined;
  readonly secure?: boolean | "auto" | undefined;
  readonly partitioned?: boolean | undefined;
  readonly priority?: string | undefined;
  readonly sameSite?: boolean | string | undefined;
}

// RFC 6265, section 4.1.1: a token, a host name, and any character but controls and ";".
const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
const DOMAIN = /^\.?[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;
const PATH = /^[\x20-\x3a\x3c-\x7e]*$/;

const PRIORITIES: Readonly<Record<string, string>> = { low: "Low", medium: "Medium", high: "High" };
const SAME_SITES: Readonly<Record<string, string>> = {
  true: "Strict",
  strict: "Strict",
  lax: "Lax",
  none: "None",
};

/**
 * A `Set-Cookie` header, spelled and ordered as the `cookie` package does it, on which express-session stands.
 *
 * @throws TypeError naming the argument or the option that no cookie can have
 */
export function serializeCookie(name: string, value: string, attributes: SerializedAttributes): string {
  const { domain, path, expires, httpOnly, secure, partitioned, priority, sameSite } = attributes;
  check(NAME.test(name), "argument name");
  let text = `${name}=${encodeURIComponent(value)}`;
  if (domain) {
    check(DOMAIN.test(domain), "option domain");
    text += `; Domain=${domain}`;
  }
  if (path) {
    check(PATH.test(path), "option path");
    text += `; Path=${path}`;
  }
  if (expires) {
    check(expires instanceof Date && !Number.isNaN(expires.valueOf()), "option expires");
    text += `; Expires=${expires.toUTCString()}`;
  }
  if (httpOnly) text += "; HttpOnly";
  if (secure) text += "; Secure";
  if (partitioned) text += "; Partitioned";
  if (priority) text += `; Priority=${wordFor(PRIORITIES, priority, "option priority")}`;
  if (sameSite) text += `; SameSite=${wordFor(SAME_SITES, sameSite, "option sameSite")}`;
  return text;
}

function wordFor(words: Readonly<Record<string, string>>, value: unknown, what: string): string {
  const word = words[String(value).toLowerCase()];
  check(word !== undefined, what);
  return word;
}

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new TypeError(`${what} is invalid`);
}
