import { SessionConfigError } from "../core/errors.ts";
import type { IdCookies } from "../core/id-cookie.ts";
import { JsonRowStore } from "../redis/json-rows/json-row-store.ts";
import type { JsonRowStoreOptions } from "../redis/json-rows/json-row-store.ts";
import { ConnectCookies } from "./connect-cookies.ts";
import { connectRedisForm } from "./connect-redis-form.ts";

/** What a `ConnectRedisStore` can be told: the options of connect-redis under their names, and what every store can. */
export interface ConnectRedisStoreOptions extends Omit<JsonRowStoreOptions, "idleTimeout"> {
  /** What keys begin with; the id stands behind it. Default `sess:`. */
  readonly prefix?: string | undefined;
  /** Seconds that a session lives without being used when its cookie has no `maxAge`. Default 86400 (a day). */
  readonly ttl?: number | undefined;
  /** Whether a read leaves the lifetime of a session as it is; a save renews it all the same. Default false. */
  readonly disableTouch?: boolean | undefined;
}

const DAY_SECONDS = 86_400;

/**
 * Sessions in the rows of connect-redis 9, with the cookies of express-session 1.19 under the same secrets: so that replicas with those
 * and replicas with this library share every session, while one replaces the other and back.
 *
 * Give it the `secret`, the `prefix`, the `ttl` and the `cookie` attributes of the application, with `cookie.maxAge` in seconds, and give
 * `sessions()` the `name` of the cookie. Requests that only meet replicas of this library lose no change; express-session writes whole rows.
 */
export class ConnectRedisStore extends JsonRowStore {
  protected override readonly form;

  /** @throws SessionConfigError for an option that cannot work */
  constructor(options: ConnectRedisStoreOptions) {
    const { ttl = DAY_SECONDS, prefix = "sess:", disableTouch = false, ...others } = options;
    const { maxAge = 0 } = options.cookie ?? {};
    super({ ...others, idleTimeout: maxAge > 0 ? maxAge : ttl }, []);
    if (typeof prefix !== "string") throw new SessionConfigError("Store option prefix must be a text");
    this.form = connectRedisForm({ settings: this.settings, prefix, disableTouch });
  }

  /** As express-session has them, whatever their name. */
  cookiesOf(_name: string, secrets: readonly string[]): IdCookies {
    return new ConnectCookies(secrets);
  }
}
