import { EventEmitter } from "node:events";
import type { ConnectCallback, ConnectRecord } from "../core/connect/connect-session.ts";
import { createSession } from "../core/connect/create-session.ts";
import type { AbstractStore } from "./types.ts";

/** A request as far as stores look at it. */
interface IdentifiedRequest {
  readonly sessionID: string;
}

/** What a store looks like from inside. */
interface Self {
  generate(request: IdentifiedRequest): void;
  get(id: string, callback: ConnectCallback<ConnectRecord | null>): void;
  destroy(id: string, callback: ConnectCallback): void;
  createSession(request: IdentifiedRequest, record: ConnectRecord): object;
}

/** A function and not a class: stores that are older than classes make it theirs by `Store.call(this)`. */
function StoreBase(this: EventEmitter): void {
  EventEmitter.call(this);
}

Object.setPrototypeOf(StoreBase, EventEmitter);
Object.setPrototypeOf(StoreBase.prototype as object, EventEmitter.prototype);
Object.assign(StoreBase.prototype as object, {
  regenerate(this: Self, request: IdentifiedRequest, callback: ConnectCallback): void {
    this.destroy(request.sessionID, (error) => {
      this.generate(request);
      callback(error);
    });
  },
  load(this: Self, id: string, callback: ConnectCallback<object>): void {
    this.get(id, (error, record) => {
      const request = { sessionID: id, sessionStore: this };
      if (error || !record) callback(error);
      else callback(undefined, this.createSession(request, record));
    });
  },
  createSession,
});

/** The base of express-session stores, to be extended with `get`, `set` and `destroy`. */
export const Store = StoreBase as unknown as typeof AbstractStore;
/** The base of express-session stores. */
export type Store = AbstractStore;
