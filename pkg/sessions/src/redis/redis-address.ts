import { SessionConfigError } from "../core/errors.ts";

/** Where a server of Redis is, and what its address says of how to get in. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly database?: number;
  readonly tls: boolean;
}

/**
 * Reads an address: `host:port`, or `redis://[user[:password]@]host[:port][/database]`, or the same with `rediss://` for TLS.
 *
 * @param option - the name of the option that it stands in
 * @throws SessionConfigError for anything else. It does not show the address, which may hold a password
 */
export function readAddress(option: string, text: unknown, defaultPort: number): RedisAddress {
  const url = typeof text === "string" ? parseUrl(text) : null;
  if (!url) {
    throw new SessionConfigError(
      `connectRedis() option ${option} must look like redis://host:port, rediss://host:port for TLS, or host:port`,
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw new SessionConfigError(
      `connectRedis() option ${option} must end after the database number: give what follows "?" as options`,
    );
  }
  return {
    // An IPv6 address stands in brackets, in a URL alone.
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? defaultPort : Number(url.port),
    ...(url.username !== "" && { username: decodeURIComponent(url.username) }),
    ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
    ...databaseOf(option, url),
    tls: url.protocol === "rediss:",
  };
}

function parseUrl(text: string): URL | null {
  const spelled = /^rediss?:\/\//.test(text) ? text : `redis://${text}`;
  if (!URL.canParse(spelled)) return null;
  const url = new URL(spelled);
  return url.hostname === "" || !isDecodable(url.username + url.password) ? null : url;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function databaseOf(option: string, { pathname }: URL): { database?: number } {
  if (pathname === "" || pathname === "/") return {};
  if (/^\/\d+$/.test(pathname)) return { database: Number(pathname.slice(1)) };
  throw new SessionConfigError(
    `connectRedis() option ${option} must have a number as its database, as in /2`,
  );
}
