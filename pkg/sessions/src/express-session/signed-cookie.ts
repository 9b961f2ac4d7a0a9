import { createHmac, timingSafeEqual } from "node:crypto";
import type { BinaryLike, KeyObject } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { cookieValues } from "../http/cookie/cookie-header.ts";
import { warnOfDeprecation } from "./deprecations.ts";

/** What an HMAC can be made with. */
export type Secret = BinaryLike | KeyObject;

/** What begins the value of a signed cookie. */
const SIGNED = "s:";

/** What a request's cookie says. */
export interface SentId {
  readonly id: string;
  /** Whether another secret than the first signed it. */
  readonly isStale: boolean;
}

/** The value of a cookie that carries an id: the id, a dot, and its HMAC-SHA256 in base64 without padding. */
export function signId(id: string, secret: Secret): string {
  return `${SIGNED}${id}.${macOf(id, secret)}`;
}

/** The id in a decoded value, or `undefined` when none of the secrets signed it. */
export function idOf(value: unknown, secrets: readonly Secret[]): SentId | undefined {
  if (typeof value !== "string" || !value.startsWith(SIGNED)) return undefined;
  const dot = value.lastIndexOf(".");
  if (dot <= SIGNED.length) return undefined;
  const id = value.slice(SIGNED.length, dot);
  const found = Buffer.from(value.slice(dot + 1));
  const index = secrets.findIndex((secret) => {
    const expected = Buffer.from(macOf(id, secret));
    return expected.length === found.length && timingSafeEqual(expected, found);
  });
  return index === -1 ? undefined : { id, isStale: index > 0 };
}

/**
 * The id that a request's cookies of this name prove.
 *
 * Of several in the header those that verify count; two that prove different sessions prove none. What cookie-parser has left on the
 * request is read where the header says nothing.
 */
export function sentId(
  request: IncomingMessage,
  name: string,
  secrets: readonly Secret[],
): SentId | undefined {
  const proven = new Map<string, SentId>();
  for (const value of cookieValues(request.headers.cookie ?? "", name)) {
    const sent = idOf(decode(value), secrets);
    if (sent) proven.set(sent.id, proven.get(sent.id) ?? sent);
  }
  if (proven.size > 1) return undefined;
  const [sent] = proven.values();
  return sent ?? parsedId(request, name, secrets);
}

function parsedId(
  request: IncomingMessage & { readonly signedCookies?: unknown; readonly cookies?: unknown },
  name: string,
  secrets: readonly Secret[],
): SentId | undefined {
  const signed = valueIn(request.signedCookies, name);
  const sent =
    typeof signed === "string" && signed !== ""
      ? { id: signed, isStale: false }
      : idOf(valueIn(request.cookies, name), secrets);
  if (sent) {
    warnOfDeprecation(
      "HEADER",
      "The session cookie was not in the Cookie header, but where cookie-parser left it",
    );
  }
  return sent;
}

function valueIn(cookies: unknown, name: string): unknown {
  return typeof cookies === "object" && cookies !== null ? Reflect.get(cookies, name) : undefined;
}

function decode(value: string): string {
  const bare = value.startsWith('"') ? value.slice(1, -1) : value;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function macOf(id: string, secret: Secret): string {
  return createHmac("sha256", secret).update(id).digest("base64").replace(/=+$/, "");
}
