import type { ConnectCookie } from "./connect-cookie.ts";

/** What is told to a callback: an error, or what was asked for. */
export type ConnectCallback<Value = unknown> = (error?: unknown, value?: Value) => void;

/** What a session needs of its request. */
export interface ConnectRequest {
  sessionID: string;
  session?: unknown;
  sessionStore: {
    get(id: string, callback: ConnectCallback<ConnectRecord | null>): unknown;
    set(id: string, session: object, callback?: ConnectCallback): unknown;
    destroy(id: string, callback?: ConnectCallback): unknown;
    createSession(request: ConnectRequest, record: ConnectRecord): unknown;
    regenerate(request: ConnectRequest, callback: ConnectCallback): unknown;
  };
}

/** A session as an express-session store gives it back: the cookie, and the application's keys beside it. */
export interface ConnectRecord {
  cookie: object;
  [key: string]: unknown;
}

/**
 * A session as express-session has it: the application's keys are its own properties, what it does are methods that no loop over the
 * keys meets.
 *
 * A method that is given a callback calls it and returns the session; without one it returns a promise.
 */
export class ConnectSession {
  declare readonly req: ConnectRequest;
  /** The id that the cookie carries. */
  declare readonly id: string;
  declare cookie: ConnectCookie;

  /** @param data - keys of a stored session; those that are names of methods are left out */
  constructor(request: { readonly sessionID: string }, data?: object | null) {
    Object.defineProperty(this, "req", { value: request });
    Object.defineProperty(this, "id", { value: request.sessionID });
    for (const key in data) {
      if (!(key in this)) Reflect.set(this, key, Reflect.get(data, key));
    }
  }

  /** Lets the cookie live its `originalMaxAge` from now on. */
  touch(): this {
    return this.resetMaxAge();
  }

  resetMaxAge(): this {
    this.cookie.maxAge = this.cookie.originalMaxAge;
    return this;
  }

  /** Stores the session. It happens by itself when the response begins, and again when it ends. */
  save(callback: ConnectCallback): this;
  save(): Promise<void>;
  save(callback?: ConnectCallback): this | Promise<void> {
    return answer(this, callback, (done) => this.req.sessionStore.set(this.id, this, done));
  }

  /** Reads the session anew into `req.session`. */
  reload(callback: ConnectCallback): this;
  reload(): Promise<void>;
  reload(callback?: ConnectCallback): this | Promise<void> {
    const { req } = this;
    return answer(this, callback, (done) => {
      req.sessionStore.get(this.id, (error, record) => {
        if (!error && record) req.sessionStore.createSession(req, record);
        done(error ?? (record ? undefined : new Error("failed to load session")));
      });
    });
  }

  /** Ends the session, and takes it from the request. */
  destroy(callback: ConnectCallback): this;
  destroy(): Promise<void>;
  destroy(callback?: ConnectCallback): this | Promise<void> {
    delete this.req.session;
    return answer(this, callback, (done) => this.req.sessionStore.destroy(this.id, done));
  }

  /** Ends the session, and puts a new, empty one with another id in its place: call it when somebody signs in. */
  regenerate(callback: ConnectCallback): this;
  regenerate(): Promise<void>;
  regenerate(callback?: ConnectCallback): this | Promise<void> {
    return answer(this, callback, (done) => this.req.sessionStore.regenerate(this.req, done));
  }
}

function answer<Session>(
  session: Session,
  callback: ConnectCallback | undefined,
  start: (done: ConnectCallback) => void,
): Session | Promise<void> {
  if (!callback) return promiseOf(start);
  start(callback);
  return session;
}

/** A promise of what would be told to a callback. One that nobody looks at does not end the process when it rejects. */
export function promiseOf(start: (done: ConnectCallback) => void): Promise<void> {
  const promise = new Promise<void>((resolve, reject) => {
    start((error) => (error ? reject(asError(error)) : resolve()));
  });
  promise.catch(() => undefined);
  return promise;
}

function asError(value: unknown): Error {
  return value instanceof Error
    ? value
    : new Error("The session store failed with a value that is not an error");
}
