import { EventEmitter } from "node:events";
import type { SessionStore } from "../store.ts";
import { connectRecordsOf } from "./connect-records.ts";
import { createSession } from "./create-session.ts";
import type { ConnectCallback, ConnectRecord, ConnectSession } from "./connect-session.ts";

/** A request as a store meets it. */
interface IdentifiedRequest {
  readonly sessionID: string;
}

/**
 * The half of a store that express-session knows: it makes every store of this library one that can be given to express-session as its
 * `store`. Methods that are given a callback call it; without one they return a promise.
 *
 * Sessions read through it are written as what changed, and one that has ended meanwhile is not brought back: `set` then fails with
 * `SessionGoneError`.
 */
export abstract class ConnectStore extends EventEmitter {
  /** Puts a new session on a request. The middleware that the store is given to sets it. */
  generate?: (request: never) => void;
  /** Every store of this library extends this class, and only they do. */
  readonly #records = connectRecordsOf(this as unknown as SessionStore);

  /** For express-session: the session with this id, or `null`. */
  get(id: string, callback: ConnectCallback<ConnectRecord | null>): void;
  get(id: string): Promise<ConnectRecord | null>;
  get(id: string, callback?: ConnectCallback<ConnectRecord | null>): void | Promise<ConnectRecord | null> {
    return answer(this.#records.read(id), callback);
  }

  /** For express-session: stores a session. */
  set(id: string, session: object, callback: ConnectCallback): void;
  set(id: string, session: object): Promise<void>;
  set(id: string, session: object, callback?: ConnectCallback): void | Promise<void> {
    return answer(this.#records.write(id, session), callback);
  }

  /** For express-session: ends a session. */
  destroy(id: string, callback: ConnectCallback): void;
  destroy(id: string): Promise<void>;
  destroy(id: string, callback?: ConnectCallback): void | Promise<void> {
    return answer(this.#records.remove(id), callback);
  }

  /** For express-session: lets a session live on. */
  touch(id: string, session: object, callback: ConnectCallback): void;
  touch(id: string, session: object): Promise<void>;
  touch(id: string, session: object, callback?: ConnectCallback): void | Promise<void> {
    return answer(this.#records.touch(id, session), callback);
  }

  /** For express-session: puts a session that was read on a request. */
  createSession(request: IdentifiedRequest, record: ConnectRecord): ConnectSession {
    const id = this.#records.sessionOf(record)?.id;
    // One that was read where it went has another id than the request came with.
    if (id !== undefined && id !== request.sessionID) Reflect.set(request, "sessionID", id);
    const session = createSession(request, record);
    this.#records.adopt(record, session);
    return session;
  }

  /** For express-session: ends the session of a request, and puts a new one on it. */
  regenerate(request: IdentifiedRequest, callback: ConnectCallback): void {
    this.destroy(request.sessionID, (error) => {
      this.generate?.(request as never);
      callback(error);
    });
  }

  /** For express-session: the session with this id, outside of any request. */
  load(id: string, callback: ConnectCallback<ConnectSession>): void {
    this.get(id, (error, record) => {
      const request = { sessionID: id, sessionStore: this };
      if (error || !record) callback(error);
      else callback(undefined, this.createSession(request, record));
    });
  }
}

/** Tells the callback, if there is one. What it throws is its own affair, and not the store's: so it is called outside of the promise. */
function answer<Value>(
  promise: Promise<Value>,
  callback: ConnectCallback<Value> | undefined,
): Promise<Value> | undefined {
  if (!callback) return promise;
  promise.then(
    (value) => process.nextTick(callback, null, value),
    (error: unknown) => process.nextTick(callback, error),
  );
  return undefined;
}
