import type { ServerResponse } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { SessionConfigError } from "../../core/errors.ts";
import type { Session } from "../../core/session/session.ts";
import type { Mount } from "./mount.ts";
import type { SessionRequest } from "../request/session-request.ts";

/** One named session of one request, as `getSession()` finds it. A request that has several holds a chain of them. */
export interface RequestSession {
  readonly mount: {
    readonly name: string;
    readonly store: unknown;
    /** `undefined` where the cookie is the affair of whoever has mounted the session. */
    readonly cookie: CookieAttributes | undefined;
  };
  readonly other: RequestSession | undefined;
  load(): Promise<Session>;
}

/** A session that is loaded when it is first asked for. */
class MountedSession implements RequestSession {
  readonly mount: Mount;
  readonly other: RequestSession | undefined;
  readonly #request: SessionRequest;
  readonly #response: ServerResponse;
  #loading: Promise<Session> | undefined;

  constructor(
    mount: Mount,
    request: SessionRequest,
    response: ServerResponse,
    other: RequestSession | undefined,
  ) {
    this.mount = mount;
    this.other = other;
    this.#request = request;
    this.#response = response;
  }

  /** The same session, or the same failure, each time: a request asks the store once. */
  load(): Promise<Session> {
    this.#loading ??= this.mount.load(this.#request, this.#response);
    return this.#loading;
  }
}

/** Where a request holds its sessions. */
export const SESSIONS = Symbol.for("hertz-sessions: the sessions of this request");

interface RequestWithSessions extends SessionRequest {
  [SESSIONS]?: RequestSession | undefined;
}

/** The sessions that were mounted on a request, the one mounted last first. */
export function sessionsOn(request: RequestWithSessions): RequestSession | undefined {
  return request[SESSIONS];
}

/** Puts a session on a request that is loaded in a way of its own. */
export function addSession(request: RequestWithSessions, session: Omit<RequestSession, "other">): void {
  request[SESSIONS] = { mount: session.mount, load: () => session.load(), other: request[SESSIONS] };
}

/**
 * Puts a session on a request, unless it is there already.
 *
 * @throws SessionConfigError when another store is mounted under the same name, or the same with other cookie options
 */
export function mountOn(request: RequestWithSessions, response: ServerResponse, mount: Mount): void {
  const first = request[SESSIONS];
  for (let held = first; held; held = held.other) {
    if (held.mount.name !== mount.name) continue;
    if (held.mount.store !== mount.store) {
      throw new SessionConfigError(`Two stores are mounted under the session name ${mount.name}`);
    }
    if (held.mount.cookie === undefined || isDeepStrictEqual(held.mount.cookie, mount.cookie)) return;
    throw new SessionConfigError(
      `The session name ${mount.name} is mounted twice, with different cookie options`,
    );
  }
  request[SESSIONS] = new MountedSession(mount, request, response, first);
}
