import { hostname } from "node:os";

import { z } from "zod";

import { parseTrustProxy, type TrustProxy } from "./trust-proxy.ts";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
// Browsers keep no cookie longer than 400 days, so a longer session is a slip of the keyboard.
const maximumSeconds = 400 * 24 * 60 * 60;

/**
 * The variables that stand for themselves. The secrets have rules that need a file and NODE_ENV: see
 * session-secrets.ts.
 */
export const variables = z.object({
  NODE_ENV: z.string().optional(),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  REDIS_URL: z
    .string()
    .refine(isRedisUrl, { error: "must look like redis://host:6379 or rediss://user:password@host:6379/0" })
    .default("redis://127.0.0.1:6379"),
  PUBLIC_URL: z
    .string()
    .refine(isOrigin, {
      error: "must be an http or https origin, such as https://shop.example, without a path",
    })
    .transform((text) => new URL(text))
    .optional(),
  SESSION_IDLE_SECONDS: wholeNumber(1, maximumSeconds).default(30 * 60),
  SESSION_ABSOLUTE_SECONDS: wholeNumber(1, maximumSeconds).default(12 * 60 * 60),
  SESSION_MAX_PER_USER: wholeNumber(0, 10_000).default(20),
  LIMIT_LOGIN_PER_DEVICE: wholeNumber(1, 1_000_000).default(10),
  LIMIT_LOGIN_PER_ADDRESS: wholeNumber(1, 1_000_000).default(100),
  LIMIT_LOGIN_PER_ACCOUNT: wholeNumber(1, 1_000_000).default(100),
  LIMIT_REGISTER_PER_ADDRESS: wholeNumber(1, 1_000_000).default(100),
  REPLICA: z
    .string()
    .regex(/^[\x21-\x7e]{1,100}$/, { error: "must be 1 to 100 printable ASCII characters without spaces" })
    .default(() => hostname()),
  TRUST_PROXY: z.string().transform(toTrustProxy).default(false),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(", ")}` }).default("info"),
});

function wholeNumber(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, { error })
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, { error });
}

function isRedisUrl(text: string): boolean {
  const url = parseUrl(text);
  return (
    url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== "" && /^(\/\d*)?$/.test(url.pathname)
  );
}

function isOrigin(text: string): boolean {
  const url = parseUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}

// URL.parse() is not in Node.js 20.
function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function toTrustProxy(text: string, context: z.RefinementCtx): TrustProxy {
  try {
    return parseTrustProxy(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
    return z.NEVER;
  }
}
