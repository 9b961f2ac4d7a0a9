import { SessionConfigError } from "../../core/errors.ts";

/** Where a server of Redis is, and what its address says of how to get in. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly database?: number;
  readonly tls: boolean;
}

/** How addresses may be spelled in an option. */
export interface AddressSpelling {
  /** The name of the option. */
  readonly option: string;
  /** The port when none is given. */
  readonly defaultPort: number;
  /** Whether `host:port` will do, without a protocol. */
  readonly bare: boolean;
}

/**
 * Reads an address: `redis://[user[:password]@]host[:port][/database]`, or the same with `rediss://` for TLS.
 *
 * @throws SessionConfigError for anything else. It does not show the address, which may hold a password
 */
export function readAddress(text: unknown, { option, defaultPort, bare }: AddressSpelling): RedisAddress {
  const url =
    typeof text === "string" ? parseUrl(bare && !text.includes("://") ? `redis://${text}` : text) : null;
  if (!url) {
    throw new SessionConfigError(
      `connectRedis() option ${option} must look like redis://host:port, or rediss://host:port for TLS${bare ? ", or host:port" : ""}`,
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
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isRedis = url.protocol === "redis:" || url.protocol === "rediss:";
  return isRedis && url.hostname !== "" && isDecodable(url.username + url.password) ? url : null;
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
