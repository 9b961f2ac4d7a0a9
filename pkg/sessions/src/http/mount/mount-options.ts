import { mergeCookieOptions } from "../../core/settings/cookie-options.ts";
import type { CookieAttributes, CookieOptions } from "../../core/settings/cookie-options.ts";
import { SessionConfigError } from "../../core/errors.ts";
import type { AnyStore } from "../../core/sealed-store.ts";
import { problemOfCookie } from "../cookie/cookie-name.ts";

/** What the sessions of one mount have apart from others in the same store. */
export interface MountOptions {
  /** Attributes of their cookies, over the store's. A `maxAge` is also their idle timeout, as with `session.options()`. */
  readonly cookie?: CookieOptions | undefined;
}

/**
 * The attributes of the cookie of one mount.
 *
 * @throws SessionConfigError when no cookie can have this name or these attributes
 */
export function mountCookie(name: string, store: AnyStore, options: MountOptions): CookieAttributes {
  const cookie = mergeCookieOptions(store.settings.cookie, options.cookie ?? {});
  const problem = typeof cookie === "string" ? cookie : problemOfCookie(name, cookie);
  if (typeof cookie === "string" || problem !== undefined) throw new SessionConfigError(String(problem));
  return cookie;
}
