import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ConnectCookieOptions } from "../core/connect/connect-cookie.ts";
import { libraryIds } from "../core/ids.ts";
import type { SessionStore } from "../core/store.ts";
import { warn } from "../core/warnings.ts";
import { warnOfDeprecation } from "./deprecations.ts";
import { MemoryStore } from "./memory-store.ts";
import type { CallableStore } from "./call-store.ts";
import type { Secret } from "./signed-cookie.ts";
import type { SessionOptions } from "./types.ts";

/** A store as the middleware uses it. */
interface UsableStore extends CallableStore {
  generate?: (request: IncomingMessage) => void;
  createSession?(request: IncomingMessage, record: object): unknown;
  on?(event: string, listener: () => void): unknown;
}

/** Options of `session()`, checked, with every default filled in. */
export interface SessionConfig {
  readonly name: string;
  /** `undefined`: those of the request. */
  readonly secrets: readonly Secret[] | undefined;
  readonly store: UsableStore;
  /** The store, if it is one of this library. */
  readonly library: SessionStore | undefined;
  readonly genid: (request: IncomingMessage) => string;
  readonly cookieFor: (request: IncomingMessage) => ConnectCookieOptions;
  readonly proxy: boolean | undefined;
  readonly resave: boolean;
  readonly rolling: boolean;
  readonly saveUninitialized: boolean;
  readonly destroysUnset: boolean;
  readonly canTouch: boolean;
  readonly holdResponse: boolean;
  readonly privateResponses: boolean;
  readonly deadlineMs: number;
}

/** @throws TypeError for an option that cannot work, as express-session does */
export function configOf(options: SessionOptions): SessionConfig {
  const store = (options.store ?? defaultStore()) as UsableStore;
  checkOptions(options, store);
  const { cookie = {} } = options;
  return {
    name: options.name || options.key || "connect.sid",
    store,
    cookieFor: typeof cookie === "function" ? cookie : () => cookie,
    proxy: options.proxy,
    resave: deprecatedDefault("resave", options.resave),
    rolling: Boolean(options.rolling),
    saveUninitialized: deprecatedDefault("saveUninitialized", options.saveUninitialized),
    destroysUnset: options.unset === "destroy",
    canTouch: typeof store.touch === "function",
    ...choicesFor(options, isLibraryStore(store) ? store : undefined),
  };
}

/** What depends on whether the store is one of this library, and the switches that express-session has not. */
function choicesFor(
  options: SessionOptions,
  library: SessionStore | undefined,
): Pick<SessionConfig, "library" | "secrets" | "genid" | "deadlineMs" | "holdResponse" | "privateResponses"> {
  const { holdResponse = true, privateResponses = true, deadlineMs = 10_000 } = options;
  const ids = library?.ids ?? libraryIds;
  return {
    library,
    secrets: secretsOf(options, library),
    genid: (request) => options.genid?.(request) ?? (library ? ids.create() : createId()),
    deadlineMs: library ? 0 : deadlineMs,
    holdResponse,
    privateResponses,
  };
}

function checkOptions(options: SessionOptions, store: UsableStore): void {
  const { unset, secret, deadlineMs = 0 } = options;
  if (!["undefined", "function"].includes(typeof options.genid)) {
    throw new TypeError("genid option must be a function");
  }
  if (unset && !["destroy", "keep"].includes(unset)) {
    throw new TypeError('unset option must be "destroy" or "keep"');
  }
  if (Array.isArray(secret) && secret.length === 0) {
    throw new TypeError("secret option array must contain one or more secrets");
  }
  if (!Number.isFinite(deadlineMs) || deadlineMs < 0) {
    throw new TypeError("deadlineMs option must be a number of milliseconds, or 0 for no limit");
  }
  if (isLibraryStore(store)) return;
  for (const method of ["get", "set", "destroy"] as const) {
    if (typeof store[method] === "function") continue;
    throw new TypeError(`store option must have the method ${method}`);
  }
}

function secretsOf(
  { secret }: SessionOptions,
  library: SessionStore | undefined,
): readonly Secret[] | undefined {
  if (Array.isArray(secret)) return secret;
  if (secret) return [secret];
  if (library) return library.settings.secrets;
  warnOfDeprecation(
    "SECRET",
    "session() was given no secret, and takes that of each request; give it the option secret",
  );
  return undefined;
}

function deprecatedDefault(name: "resave" | "saveUninitialized", value: boolean | undefined): boolean {
  if (value === undefined) {
    warnOfDeprecation(
      name.toUpperCase(),
      `session() was not told ${name}, and takes true; give it the option ${name}`,
    );
  }
  return value ?? true;
}

/** Tells a store of this library from one made for express-session. */
function isLibraryStore(store: object): store is UsableStore & SessionStore {
  return "settings" in store && "read" in store && "insert" in store;
}

function defaultStore(): MemoryStore {
  // oxlint-disable-next-line node/no-process-env -- express-session warns of its MemoryStore in production alone
  if (process.env["NODE_ENV"] === "production") {
    warn(
      "WRN_SESSION_MEMORY_STORE",
      "session() keeps sessions in this process: they end with it, and no other process sees them. Give it the option store",
    );
  }
  return new MemoryStore();
}

/** As long as express-session's, which tables may be made for: 192 random bits. */
function createId(): string {
  return randomBytes(24).toString("base64url");
}
