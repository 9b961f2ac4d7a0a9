import type { ConnectCallback, ConnectRecord, ConnectSession } from "../core/connect/connect-session.ts";
import { SessionGoneError } from "../core/errors.ts";
import { callStore } from "./call-store.ts";
import type { StoreMethod } from "./call-store.ts";
import type { SessionConfig } from "./config.ts";
import { retiredIdsOf } from "./retired-ids.ts";
import type { RetiredIds } from "./retired-ids.ts";

/**
 * The store as one request uses it: a session that this process has destroyed since the request read it is not stored again.
 */
export class GuardedStore {
  readonly #config: SessionConfig;
  readonly #retired: RetiredIds;
  readonly #readRecord: ((id: string) => Promise<ConnectRecord | null>) | undefined;
  /** When the session was read or made, by the clock of the retired ids. */
  #bornAt = 0;

  /** @param readRecord - how a session is read, if not by the store's `get` */
  constructor(config: SessionConfig, readRecord?: (id: string) => Promise<ConnectRecord | null>) {
    this.#config = config;
    this.#readRecord = readRecord;
    this.#retired = retiredIdsOf(config.store);
  }

  /** A session begins now, under an id that may have been another's. */
  begin(): void {
    this.#bornAt = this.#retired.now();
  }

  /** Reads a session; an error with the code `ENOENT` says that there is none. */
  read(id: string, done: ConnectCallback<ConnectRecord>): void {
    const bornAt = this.#retired.now();
    this.#read(id, (error, record) => {
      const isMissing = (error as { readonly code?: unknown } | null | undefined)?.code === "ENOENT";
      if (record && !error) this.#bornAt = bornAt;
      done(isMissing ? undefined : error, isMissing ? undefined : (record as ConnectRecord | undefined));
    });
  }

  save(session: ConnectSession, done: ConnectCallback): void {
    if (this.isRetired(session)) {
      done(new SessionGoneError());
      return;
    }
    this.#call("set", [session.id, session], (error) => {
      if (error || !this.isRetired(session)) done(error);
      // It was destroyed while it was being stored, and nobody knows which came last.
      else this.#call("destroy", [session.id], (failure) => done(failure ?? new SessionGoneError()));
    });
  }

  touch(session: ConnectSession, done: ConnectCallback): void {
    if (this.#config.canTouch && !this.isRetired(session)) this.#call("touch", [session.id, session], done);
    else done();
  }

  end(id: string, done: ConnectCallback): void {
    this.#retired.begin(id);
    this.#call("destroy", [id], (error) => {
      if (error) this.#retired.cancel(id);
      else this.#retired.end(id);
      done(error);
    });
  }

  /** Whether the session was destroyed, by this process, after the request had read it. */
  isRetired(session: ConnectSession): boolean {
    return this.#retired.isRetired(session.id, this.#bornAt);
  }

  #read(id: string, done: ConnectCallback): void {
    if (!this.#readRecord) {
      this.#call("get", [id], done);
      return;
    }
    // What is called back may throw, which is not the store's affair: so it is called outside of the promise.
    this.#readRecord(id).then(
      (record) => process.nextTick(done, null, record),
      (error: unknown) => process.nextTick(done, error),
    );
  }

  #call(method: StoreMethod, values: readonly unknown[], done: ConnectCallback): void {
    const { store, deadlineMs } = this.#config;
    callStore({ store, method, values, deadlineMs }, done);
  }
}
