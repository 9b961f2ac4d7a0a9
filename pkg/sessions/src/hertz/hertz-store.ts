import { SessionConfigError } from "../core/errors.ts";
import type { IdCookies } from "../core/id-cookie.ts";
import { JsonRowStore } from "../redis/json-rows/json-row-store.ts";
import type { JsonRowStoreOptions } from "../redis/json-rows/json-row-store.ts";
import { hertzForm } from "./hertz-form.ts";
import { pairKeys } from "./key-pairs.ts";
import type { HertzKey } from "./key-pairs.ts";
import { SecureCookies } from "./secure-cookies.ts";

/** What a `HertzStore` can be told: what `redis.NewStore` of Hertz is told, and what every store can. */
export interface HertzStoreOptions extends Omit<JsonRowStoreOptions, "secrets"> {
  /**
   * What signs and encrypts cookies, in Hertz's order: hash key, block key, hash key, block key. The first pair is used, all are tried. A
   * block key has 16, 24 or 32 bytes, or is `null` for cookies that are signed only. A text stands for its UTF-8.
   */
  readonly keyPairs: readonly (HertzKey | null | undefined)[];
  /** What keys begin with; the id stands behind it. Default `session_`, as with Hertz's `SetKeyPrefix`. */
  readonly keyPrefix?: string | undefined;
  /** Seconds that a cookie's value counts once it was made, whatever its `maxAge`; 0 for no end. Default 2592000 (30 days), as in securecookie. */
  readonly valueMaxAge?: number | undefined;
}

/** 30 days: Hertz's default for the cookie and the row, and securecookie's for a value. */
const MONTH_SECONDS = 2_592_000;
/** Hertz's default for `SetMaxLength`. */
const MAX_LENGTH = 4096;

/**
 * Sessions in the rows and cookies of `hertz-contrib/sessions/redis` with its JSON serializer: a service in Go and one in Node.js share each
 * session. Hertz's defaults hold for `cookie.maxAge` (30 days, which is also how long a row lives without being used) and `maxLength` (4096).
 *
 * Requests that only meet this library lose no change; a Go service writes whole rows.
 */
export class HertzStore extends JsonRowStore {
  protected override readonly form;
  readonly #blockKeys: ReadonlyMap<string, Buffer | undefined>;
  readonly #valueMaxAge: number;

  /** @throws SessionConfigError for an option that cannot work */
  constructor(options: HertzStoreOptions) {
    const { keyPairs, keyPrefix = "session_", valueMaxAge = MONTH_SECONDS, ...others } = options;
    const pairs = pairKeys(keyPairs).map(
      ({ hashKey, blockKey }) => [hashKey.toString("latin1"), blockKey] as const,
    );
    const cookie = { ...others.cookie, maxAge: others.cookie?.maxAge ?? MONTH_SECONDS };
    super({ maxLength: MAX_LENGTH, ...others, cookie, secrets: pairs.map(([secret]) => secret) }, []);
    if (typeof keyPrefix !== "string") throw new SessionConfigError("Store option keyPrefix must be a text");
    if (!Number.isSafeInteger(valueMaxAge) || valueMaxAge < 0) {
      throw new SessionConfigError(
        `Store option valueMaxAge must be a whole number of seconds, found ${String(valueMaxAge)}`,
      );
    }
    this.#blockKeys = new Map(pairs);
    this.#valueMaxAge = valueMaxAge;
    this.form = hertzForm(this.settings, keyPrefix);
  }

  /** As gorilla/securecookie makes them. */
  cookiesOf(name: string, secrets: readonly string[]): IdCookies {
    const pairs = secrets.map((secret) => ({
      hashKey: Buffer.from(secret, "latin1"),
      blockKey: this.#blockKeys.get(secret),
    }));
    return new SecureCookies({ name, pairs, maxAge: this.#valueMaxAge });
  }
}
