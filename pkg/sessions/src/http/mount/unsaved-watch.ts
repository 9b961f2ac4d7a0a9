import type { ServerResponse } from "node:http";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { RecentMap } from "../../core/recent-map.ts";
import type { AnyStore } from "../../core/sealed-store.ts";
import type { Session } from "../../core/session/session.ts";
import { warn } from "../../core/warnings.ts";
import type { Mount } from "./mount.ts";
import type { SessionRequest } from "../request/session-request.ts";

/** Messages remembered at least: each is given once. */
const REMEMBERED = 256;
/** Keys that a message names at most. */
const NAMED_KEYS = 5;

/** What frameworks know of a request. Express: where the router is mounted, and the pattern of the route; Fastify: both in one. */
interface RoutedRequest extends SessionRequest {
  readonly baseUrl?: unknown;
  readonly route?: { readonly path?: unknown };
  readonly routeOptions?: { readonly url?: unknown };
}

/**
 * A named session whose requests are watched, in development: one that ends with changes which it did not save is warned of.
 *
 * Only a request that asks for its session is watched. A response with a status of 500 or more is not looked at: its handler broke off.
 */
export class UnsavedWatch implements Mount {
  readonly name: string;
  readonly cookieNames: readonly string[];
  readonly store: AnyStore;
  readonly cookie: CookieAttributes;
  readonly #mount: Mount;
  readonly #given = new RecentMap<true>(REMEMBERED);

  constructor(mount: Mount) {
    this.name = mount.name;
    this.cookieNames = mount.cookieNames;
    this.store = mount.store;
    this.cookie = mount.cookie;
    this.#mount = mount;
  }

  async load(request: SessionRequest, response: ServerResponse): Promise<Session> {
    const session = await this.#mount.load(request, response);
    response.once("finish", () => {
      if (response.statusCode < 500) void this.#look(session, request);
    });
    return session;
  }

  async #look(session: Session, request: SessionRequest): Promise<void> {
    const keys = await session.unsavedKeys().catch(() => ["a value without serialization"]);
    if (keys.length === 0) return;
    const named = keys.slice(0, NAMED_KEYS).join(", ") + (keys.length > NAMED_KEYS ? ", ..." : "");
    const message = `${nameOf(request)} ended with changes of the session ${this.name} that are lost: ${named}. Await session.save() before the response`;
    if (this.#given.has(message)) return;
    this.#given.set(message, true);
    warn("WRN_SESSION_UNSAVED_CHANGES", message);
  }
}

/** The method and the pattern of the route, never the path itself: that may hold an id or a token. */
function nameOf({ method = "", baseUrl, route, routeOptions }: RoutedRequest): string {
  const path = route?.path ?? routeOptions?.url;
  if (typeof path !== "string") return `A ${method} request`;
  return `${method} ${typeof baseUrl === "string" ? baseUrl : ""}${path}`;
}
