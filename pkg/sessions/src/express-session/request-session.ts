import type { ServerResponse } from "node:http";
import type { ConnectCallback, ConnectRecord, ConnectSession } from "../core/connect/connect-session.ts";
import { createSession } from "../core/connect/create-session.ts";
import { serializeCookie } from "../core/connect/serialize-cookie.ts";
import { SessionGoneError, SessionStateError } from "../core/errors.ts";
import type { Session } from "../core/session/session.ts";
import { markPrivate } from "../http/response/private-response.ts";
import type { SessionConfig } from "./config.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { GuardedStore } from "./guarded-store.ts";
import { LibrarySession } from "./library-session.ts";
import { isSecureRequest } from "./request-properties.ts";
import type { ConnectRequest } from "./connect-request.ts";
import { signId } from "./signed-cookie.ts";
import type { Secret, SentId } from "./signed-cookie.ts";
import { WatchedMethods } from "./watched-methods.ts";
import type { Failure } from "./watched-methods.ts";

/** When a session is stored: as its response begins, as it begins and has ended, or as it ends after its head has gone. */
export type CommitStage = "head" | "end" | "late";

/** A session as this request knows it to be stored. */
interface Known {
  readonly id: string;
  readonly print: string;
}

/** What one request does with its session: reads it, watches what the handler does to it, and stores it. */
export class RequestSession {
  readonly #config: SessionConfig;
  readonly #request: ConnectRequest;
  readonly #sent: SentId | undefined;
  readonly #store: GuardedStore;
  readonly #methods: WatchedMethods;
  /** What stands behind the session on a store of this library. */
  readonly #library: LibrarySession | undefined;
  /** The session as the request found it. */
  #original: Known | undefined;
  /** The session as it need not be stored again. */
  #saved: Known | undefined;
  #isTouched = false;
  /** A new session that could not be stored: the browser does not get its id. */
  #unstoredId: string | undefined;
  #endedId: string | undefined;
  /** An error that the handler was not told of, or too late. */
  #untold: unknown;
  /** The first error that lost nothing: see `lossless`. */
  #lossless: unknown;

  constructor(config: SessionConfig, request: ConnectRequest, sent: SentId | undefined) {
    this.#config = config;
    this.#request = request;
    this.#sent = sent;
    const library =
      config.library &&
      new LibrarySession(config, config.library, request, {
        watch: (session) => this.#methods.watch(session),
        noteUnstored: (session) => {
          this.#saved = this.#knownOf(session);
          if (this.#sent?.id !== session.id) this.#unstoredId = session.id;
        },
        begin: () => {
          this.#original = this.#knownOf(this.#generate());
        },
      });
    this.#library = library;
    this.#store = new GuardedStore(config, library && ((id) => library.read(id)));
    const methods = {
      save: (session: ConnectSession, done: ConnectCallback) => this.#save(session, done),
      reload: (session: ConnectSession, done: ConnectCallback) => this.#reload(session, done),
      destroy: (session: ConnectSession, done: ConnectCallback) => this.#destroy(session, done),
      regenerate: (session: ConnectSession, done: ConnectCallback) => this.#regenerate(session, done),
    };
    this.#methods = new WatchedMethods(methods, (failure) => this.#noteFailure(failure));
  }

  /** The session of this library behind it, for `getSession()`. @throws SessionStateError when there is none */
  async librarySession(): Promise<Session> {
    if (this.#library) return this.#library.load();
    throw new SessionStateError(
      "ERR_SESSION_NOT_MOUNTED",
      "getSession() needs a store of this library behind session(): its store was made for express-session",
    );
  }

  /** The response can be given no cookie any more. */
  close(): void {
    if (this.#library) this.#library.takesCookies = false;
  }

  /** Puts the session on the request: the one that the cookie proves, or a new one. */
  load(done: ConnectCallback): void {
    if (!this.#sent) {
      this.#original = this.#knownOf(this.#generate());
      done();
      return;
    }
    this.#store.read(this.#sent.id, (error, record) => {
      if (error) {
        done(error);
        return;
      }
      try {
        this.#original = this.#knownOf(record ? this.#inflate(record) : this.#generate());
        if (record && !this.#config.resave) this.#saved = this.#original;
      } catch (failure) {
        done(failure);
        return;
      }
      done();
    });
  }

  /**
   * Stores what changed until now, and waits for what the handler has started.
   *
   * @param done - is told of the error that the response must not hide; within this call when there is nothing to wait for
   */
  commit(stage: CommitStage, done: ConnectCallback): void {
    this.#methods.whenIdle(() => {
      const session = this.#session;
      const { sessionID } = this.#request;
      if (this.#untold !== undefined) done(this.#untold);
      else if (typeof sessionID !== "string") done();
      else if (session) this.#keep(session, stage, done);
      else if (this.#isUnset(sessionID)) this.#unset(sessionID, done);
      else done();
    });
  }

  /**
   * A store's error that took nothing which the handler did: a session could not be renewed, or one was not stored that held nothing, or
   * not ended that was never stored. The handler's answer is true all the same.
   */
  get lossless(): unknown {
    return this.#lossless;
  }

  /** Gives the response the cookie, if it is to have one. @throws TypeError when no cookie can have its attributes */
  setCookie(response: ServerResponse): void {
    this.close();
    if (this.#sent) this.#library?.expireCookie(response);
    const session = this.#session;
    if (!session || !this.#mayHaveCookie(session) || !this.#wantsCookie(session)) return;
    this.#touch(session);
    const [secret] = secretsFor(this.#config, this.#request);
    const { data } = session.cookie;
    const value = signId(String(this.#request.sessionID), secret as Secret);
    const expires = data.expires as Date | null | undefined;
    response.appendHeader("Set-Cookie", serializeCookie(this.#config.name, value, { ...data, expires }));
    if (this.#config.privateResponses) markPrivate(response);
  }

  /** What the handler left on the request, if it is a session. */
  get #session(): ConnectSession | undefined {
    const { session } = this.#request;
    return typeof session?.touch === "function" ? session : undefined;
  }

  /** Whether the handler took the session from the request, which is to end it. */
  #isUnset(id: string): boolean {
    const hasEnded = this.#endedId === id || this.#library?.hasEnded(id);
    return this.#config.destroysUnset && !this.#request.session && !hasEnded;
  }

  #generate(): ConnectSession | undefined {
    this.#store.begin();
    this.#config.store.generate?.(this.#request);
    return this.#watched();
  }

  /** A store may make the session itself: those of this library do, to know later what changed. */
  #inflate(record: ConnectRecord): ConnectSession | undefined {
    const { store } = this.#config;
    if (store.createSession) store.createSession(this.#request, record);
    else createSession(this.#request as never, record);
    return this.#watched();
  }

  #watched(): ConnectSession | undefined {
    const session = this.#session;
    if (session) this.#methods.watch(session);
    return session;
  }

  #keep(session: ConnectSession, stage: CommitStage, done: ConnectCallback): void {
    const mustSave = this.#mustSave(session);
    if (stage !== "head" || mustSave) this.#touch(session);
    if (mustSave) {
      this.#save(session, (error) => {
        if (this.#isModified(session)) done(error);
        else this.#overlook(error, done);
      });
    } else if (stage !== "head" && this.#sent?.id === session.id) {
      this.#store.touch(session, (error) => this.#overlook(error, done));
    } else done();
  }

  #unset(id: string, done: ConnectCallback): void {
    const isStored = this.#sent?.id === id || this.#saved?.id === id;
    this.#end(id, (error) => {
      if (isStored) done(error);
      else this.#overlook(error, done);
    });
  }

  /** Goes on after what lost nothing. That a session has ended meanwhile is no error to a request that changed nothing of it. */
  #overlook(error: unknown, done: ConnectCallback): void {
    if (error && !(error instanceof SessionGoneError)) this.#lossless ??= error;
    done();
  }

  /** Lets the cookie live its time from now on: once, so that browser and store are told the same. */
  #touch(session: ConnectSession): void {
    if (!this.#isTouched) session.touch();
    this.#isTouched = true;
  }

  #save(session: ConnectSession, done: ConnectCallback): void {
    const known = this.#knownOf(session);
    this.#store.save(session, (error) => {
      if (!error) {
        this.#saved = known;
        this.#unstoredId = undefined;
      } else if (this.#sent?.id !== session.id) this.#unstoredId = session.id;
      done(error);
    });
  }

  #reload(session: ConnectSession, done: ConnectCallback): void {
    this.#store.read(session.id, (error, record) => {
      if (record) this.#inflate(record);
      done(error ?? (record ? undefined : new Error("failed to load session")));
    });
  }

  #destroy(session: ConnectSession, done: ConnectCallback): void {
    delete this.#request.session;
    this.#end(session.id, done);
  }

  #regenerate(session: ConnectSession, done: ConnectCallback): void {
    this.#end(session.id, (error) => {
      this.#generate();
      done(error);
    });
  }

  #end(id: string, done: ConnectCallback): void {
    this.#endedId = id;
    this.#store.end(id, done);
  }

  /**
   * A handler that is told of an error before it answers has its own answer to it. What it is not told of, or too late, the response
   * must not hide; a session that could not be stored is tried once more.
   */
  #noteFailure({ session, error, isTold }: Failure): void {
    const isKept = this.#session === session;
    if (this.#methods.isAwaited || (!isTold && !isKept)) this.#untold ??= error;
    else if (isTold && isKept) this.#saved = this.#knownOf(session);
  }

  #knownOf(session: ConnectSession | undefined): Known | undefined {
    return session && { id: session.id, print: fingerprintOf(session) };
  }

  #isModified(session: ConnectSession): boolean {
    return this.#original?.id !== session.id || this.#original.print !== fingerprintOf(session);
  }

  #isSaved(session: ConnectSession): boolean {
    return this.#saved?.id === session.id && this.#saved.print === fingerprintOf(session);
  }

  #mustSave(session: ConnectSession): boolean {
    const isNew = this.#sent?.id !== this.#request.sessionID;
    if (isNew && !this.#config.saveUninitialized && !this.#saved) return this.#isModified(session);
    return !this.#isSaved(session);
  }

  #wantsCookie(session: ConnectSession): boolean {
    const { rolling, saveUninitialized } = this.#config;
    if (this.#library?.isIssued(this.#request.sessionID)) return true;
    if (this.#sent?.id !== this.#request.sessionID) return saveUninitialized || this.#isModified(session);
    if (rolling || this.#sent?.isStale) return true;
    const { expires } = session.cookie;
    return expires !== null && expires !== undefined && this.#isModified(session);
  }

  #mayHaveCookie(session: ConnectSession): boolean {
    const { sessionID } = this.#request;
    if (typeof sessionID !== "string") return false;
    if (sessionID === this.#unstoredId && !this.#library?.isIssued(sessionID)) return false;
    if (this.#store.isRetired(session)) return false;
    if (this.#sent?.id === sessionID && this.#library?.isDead(sessionID)) return false;
    return !session.cookie.secure || isSecureRequest(this.#request, this.#config.proxy);
  }
}

/** What cookies of a request are signed with. */
export function secretsFor({ secrets }: SessionConfig, request: ConnectRequest): readonly Secret[] {
  return secrets ?? (request.secret ? [request.secret] : []);
}
