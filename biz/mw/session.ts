import type { RequestHandler } from "express";
import { sessions, type SessionStore } from "hertz-sessions";

export interface SessionMiddlewareOptions {
  readonly store: SessionStore;
  readonly cookieName: string;
}

/** Gives every request after it a session; the store is asked only when a handler asks for the session. */
export function initSession({ store, cookieName }: SessionMiddlewareOptions): RequestHandler {
  return sessions(cookieName, store);
}
