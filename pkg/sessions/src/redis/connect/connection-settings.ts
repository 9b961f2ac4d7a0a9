import type { ConnectionOptions } from "node:tls";
import { SessionConfigError } from "../../core/errors.ts";
import type { RedisConnectionOptions } from "./connection-options.ts";
import type { RedisAddress } from "./redis-address.ts";

/** How to get in, from the options or else from the addresses: ioredis's options of the same names. */
export interface ConnectionSettings {
  readonly username?: string;
  readonly password?: string;
  readonly tls?: ConnectionOptions;
  readonly connectTimeout: number;
  readonly socketTimeout?: number;
}

const COMMON_OPTIONS = ["username", "password", "tls", "connectTimeoutMs", "answerTimeoutMs"];

/**
 * Checks what all connections have in common and fills in the defaults.
 *
 * @throws SessionConfigError naming the option and what is wanted; it never shows a value, which might be a password
 */
export function readSettings(
  options: RedisConnectionOptions,
  {
    addresses,
    ownOptions,
  }: { readonly addresses: readonly RedisAddress[]; readonly ownOptions: readonly string[] },
): ConnectionSettings {
  refuseUnknown(options, ownOptions);
  const username = readText("username", options.username) ?? agreed(addresses, "username");
  const password = readText("password", options.password) ?? agreed(addresses, "password");
  const tls = readTls(options.tls) ?? (agreed(addresses, "tls") ? {} : undefined);
  const answerTimeout = readWhole("answerTimeoutMs", options.answerTimeoutMs ?? 5000, 0);
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls }),
    connectTimeout: readWhole("connectTimeoutMs", options.connectTimeoutMs ?? 2000, 1),
    ...(answerTimeout > 0 && { socketTimeout: answerTimeout }),
  };
}

/** A text, or `undefined` when it was not given. */
export function readText(option: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw new SessionConfigError(`connectRedis() option ${option} must be a text that is not empty`);
}

/** A whole number from `least` on. */
export function readWhole(option: string, value: unknown, least: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw new SessionConfigError(`connectRedis() option ${option} must be a whole number from ${least} on`);
}

/**
 * What all addresses say of one thing, so that servers that are only found through them are reached in the same way.
 *
 * @throws SessionConfigError when they differ
 */
export function agreed<Name extends "username" | "password" | "tls">(
  addresses: readonly RedisAddress[],
  name: Name,
): RedisAddress[Name] {
  const [first, ...others] = addresses.map((address) => address[name]);
  if (others.every((value) => value === first)) return first as RedisAddress[Name];
  throw new SessionConfigError(
    `The addresses given to connectRedis() differ in ${name}: give it once, as the option ${name}`,
  );
}

function readTls(tls: unknown): ConnectionOptions | undefined | false {
  if (tls === true) return {};
  if (tls === false || tls === undefined) return tls;
  if (typeof tls === "object" && tls !== null) return tls;
  throw new SessionConfigError(
    "connectRedis() option tls must be true, false, or an object with options for tls.connect()",
  );
}

function refuseUnknown(options: object, ownOptions: readonly string[]): void {
  const known = [...ownOptions, ...COMMON_OPTIONS];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || known.includes(name)) continue;
    throw new SessionConfigError(
      `Unknown option ${name} of connectRedis(); here it knows ${known.join(", ")}`,
    );
  }
}
