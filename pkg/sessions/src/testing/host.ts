import type { IncomingMessage, ServerResponse } from "node:http";
import type { AnyStore } from "../core/sealed-store.ts";
import type { Session } from "../core/session/session.ts";

/** The name of the cookie that replicas use. */
export const COOKIE_NAME = "contract";

/** A session whose keys are any text. */
export type AnySession = Session<Record<string, unknown>>;

/** One request and its response, as a handler of a replica holds them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The session of this request, as the handler of an application gets it. */
  session(): Promise<AnySession>;
}

/** A server that gives its requests a session. */
export interface Host {
  /** Of 127.0.0.1. */
  readonly port: number;
  /** Ends it, and the connections that are open. */
  close(): Promise<void>;
}

/**
 * Starts a server on a free port, whose requests have a session named `contract` in the store, mounted with `warnUnsaved: false`: many cases
 * leave changes unsaved on purpose.
 *
 * @param serve - is to be called with every request. It never rejects, and may have begun the response; the host ends that then
 */
export type StartHost = (store: AnyStore, serve: (exchange: Exchange) => Promise<void>) => Promise<Host>;
