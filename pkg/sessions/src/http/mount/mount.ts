import type { ServerResponse } from "node:http";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import type { AnyStore } from "../../core/sealed-store.ts";
import type { Session } from "../../core/session/session.ts";
import type { SessionRequest } from "../request/session-request.ts";

/** One named session of an application: how its cookies become a session. */
export interface Mount {
  readonly name: string;
  /** The names of all cookies that the session may take. No other session of the application may take any of them. */
  readonly cookieNames: readonly string[];
  readonly store: AnyStore;
  /** The attributes of its cookies as long as a session asks for no others. */
  readonly cookie: CookieAttributes;
  /** The session that a request's cookies prove, or a new one. */
  load(request: SessionRequest, response: ServerResponse): Promise<Session>;
}
