import type { SessionCarrier } from "./carrier.ts";
import { mergeCookieOptions } from "./cookie-options.ts";
import type { CookieAttributes, CookieOptions } from "./cookie-options.ts";
import { Entries } from "./entries.ts";
import type { Changes } from "./entries.ts";
import { DEFAULT_FLASH_KEY } from "./entry-name.ts";
import { SessionCookieError, SessionGoneError } from "./errors.ts";
import { placeOf } from "./ids.ts";
import { insertRow } from "./insert-row.ts";
import type { IdleTimeout, Row, RowHead } from "./row.ts";
import type { SessionData, SessionKey, SessionValue } from "./session-data.ts";
import { idleTimeoutFor, sessionCookie } from "./session-cookie.ts";
import { lifeLeftMs, newAddress, noteRenewal } from "./session-address.ts";
import type { SessionAddress } from "./session-address.ts";
import { destroyedError, headersSentError } from "./state-errors.ts";
import type { Lifetime, SessionWriter } from "./store.ts";
import { updateEntry, updateUnstored } from "./update-entry.ts";
import { bindRow } from "./users/bind-row.ts";
import type { BindOptions } from "./users/bind-row.ts";
import { moveRow } from "./users/move-row.ts";
import { removeRow } from "./users/remove-row.ts";
import { warnOfUnreadableValue } from "./warnings.ts";

/** Where a session comes from: a stored row and its address, and the way to the browser if there is a request. */
export interface SessionOrigin {
  readonly stored?: { readonly address: SessionAddress; readonly row: Row } | undefined;
  readonly carrier?: SessionCarrier | undefined;
}

/**
 * One visitor's session as one request sees it: a snapshot of the stored entries, and what the request changes.
 *
 * Reading and changing happen in memory. `save()`, `update()`, `regenerate()`, `bind()` and `destroy()` go to the store; each
 * resolves once the store has acknowledged, and only then does the response get a cookie. They reject with `SessionStoreError`
 * (status 503) when the store failed, `SessionGoneError` (status 401) when the session ended meanwhile, and `SessionStateError`
 * when the session was destroyed by this request or needs a cookie after the headers have gone.
 */
export class Session<Data extends object = SessionData> {
  readonly #store: SessionWriter;
  readonly #carrier: SessionCarrier | undefined;
  readonly #entries: Entries;
  #address: SessionAddress | undefined;
  /** The head of the stored row; `undefined` while nothing is stored. */
  #head: RowHead | undefined;
  #cookie: CookieAttributes;
  /** Whether `options()` changed the cookie, so that the browser must be given it anew. */
  #isCookieChanged = false;
  /** The idle timeout that `options()` asked for. */
  #wantedIdle: IdleTimeout | undefined;
  #destroyed = false;
  /** The operation of this object that was started last: they go to the store one after another. */
  #running: Promise<unknown> = Promise.resolve();

  /** For the doors of the library; applications call `getSession()` or `store.open()`. */
  constructor(store: SessionWriter, { stored, carrier }: SessionOrigin) {
    this.#store = store;
    this.#carrier = carrier;
    this.#address = stored?.address;
    this.#head = stored?.row.head;
    const entries = stored?.row.entries ?? new Map<string, string>();
    this.#entries = new Entries(store.settings.serializer, entries, () => warnOfUnreadableValue(this.handle));
    this.#cookie = sessionCookie(store, stored?.row.head);
  }

  /** The secret that the cookie carries. Whoever knows it has the session: never log it, show it or put it into a link. */
  get id(): string {
    return this.#addressNow().id;
  }

  /** The public name of this session, for lists and logs: the id cannot be found from it. It changes with the id. */
  get handle(): string {
    return this.#addressNow().handle;
  }

  /** Whether nothing is stored for this session yet. */
  get isNew(): boolean {
    return this.#head === undefined;
  }

  /** When the session began: at its first save, and anew at `regenerate()`. Now, while it is new. */
  get createdAt(): Date {
    return this.#head ? new Date(this.#head.createdAt) : new Date();
  }

  /** When the session ends if it is not used again. */
  get expiresAt(): Date {
    if (this.#head && this.#address) {
      return new Date(
        Date.now() + lifeLeftMs(this.#address, this.#head, this.#store.now(this.#address.handle)),
      );
    }
    const { idle, absoluteSeconds } = this.#lifetime();
    return new Date(Date.now() + Math.min(idle.seconds, absoluteSeconds) * 1000);
  }

  /** The value under a key, or `undefined`. The same object each time, so a change made inside it counts as a change. */
  get<Key extends SessionKey<Data>>(key: Key): SessionValue<Data, Key> | undefined {
    return this.#entries.get(key) as SessionValue<Data, Key> | undefined;
  }

  /** Puts a value under a key. @throws SessionValueError for `undefined` */
  set<Key extends SessionKey<Data>>(key: Key, value: SessionValue<Data, Key>): void {
    this.#entries.set(key, value);
  }

  /** Whether there is a value under a key. */
  has(key: SessionKey<Data>): boolean {
    return this.#entries.has(key);
  }

  /** Removes a key. Returns whether it was there. */
  delete(key: SessionKey<Data>): boolean {
    return this.#entries.delete(key);
  }

  /** Removes all keys and flashes, those included that other requests add until the save. What is set later stands. */
  clear(): void {
    this.#entries.clear();
  }

  /** The keys that have a value. */
  keys(): SessionKey<Data>[] {
    return this.#entries.keys() as SessionKey<Data>[];
  }

  /** Leaves a message that is read once, in this request or a later one. @throws SessionValueError when it has no serialization */
  addFlash(value: unknown, key: string = DEFAULT_FLASH_KEY): void {
    this.#entries.addFlash(value, key);
  }

  /** The messages left under a key, oldest first, and takes them: the next `save()` removes exactly these. */
  flashes(key: string = DEFAULT_FLASH_KEY): unknown[] {
    return this.#entries.takeFlashes(key);
  }

  /**
   * Changes the attributes of this session's cookie, over the store's. The next `save()` gives the browser the cookie with them; `maxAge`
   * also says how long the store keeps the session while it is not used, and is kept with the session.
   *
   * @throws SessionCookieError for an unknown option or an illegal value
   */
  options(options: CookieOptions): void {
    const merged = mergeCookieOptions(this.#cookie, options);
    if (typeof merged === "string") throw new SessionCookieError(merged);
    const problem = this.#carrier?.problemOf(merged);
    if (problem) throw new SessionCookieError(problem);
    this.#cookie = merged;
    this.#isCookieChanged = true;
    if (options.maxAge !== undefined) this.#wantedIdle = idleTimeoutFor(merged, this.#store.settings);
  }

  /**
   * Writes what changed, and nothing when nothing changed. Changes of other requests to other keys stay.
   *
   * With a `maxAge` below 0 it destroys the session, as in Hertz.
   *
   * @throws SessionValueError when a value has no serialization, or the session is larger than `maxLength`
   */
  save(): Promise<void> {
    return this.#inTurn("save", () => {
      if (this.#cookie.maxAge < 0) return this.#destroyNow();
      return this.#head ? this.#saveChanges() : this.#saveNew();
    });
  }

  /**
   * Changes one key by compare-and-set, so that no concurrent change is lost. Stored when it resolves; other changes of this request
   * are not saved by it (but those of a new session are, with it).
   *
   * @param change - gets the value as it is now, or `undefined`, and returns the new one, or `undefined` to remove the key. It may run
   *   more than once, so it should only compute
   * @returns the new value
   * @throws SessionStoreError `ERR_SESSION_CONFLICT` when others kept changing the key until the deadline; nothing is written
   * @throws SessionStateError `ERR_SESSION_UNSAVED_CHANGE` when this request changed the key without saving it
   */
  update<Key extends SessionKey<Data>, Result extends SessionValue<Data, Key> | undefined>(
    key: Key,
    change: (value: SessionValue<Data, Key> | undefined) => Result,
  ): Promise<Result> {
    return this.#inTurn("update", async () => {
      const address = this.#address;
      const update = { entries: this.#entries, key, change: change as (value: unknown) => unknown };
      if (!this.#head || !address) return (await updateUnstored(update, () => this.#saveNew())) as Result;
      if (this.#needsCookie) this.#requireOpen("update");
      const idle = this.#idleChange();
      const value = await updateEntry({ ...update, store: this.#store, handle: address.handle, idle });
      this.#merged(address, idle);
      return value as Result;
    });
  }

  /**
   * Gives the session a new id and a new lifetime: call it when somebody signs in. A stored session moves at once, with what changed
   * here and what other requests saved until then; its old id is dead. A new session is not stored by this.
   */
  regenerate(): Promise<void> {
    return this.#inTurn("regenerate", async () => {
      const old = this.#address;
      const next = newAddress(this.#lifetime().idle.seconds * 1000, old && placeOf(old.handle));
      if (!this.#head || !old) {
        this.#address = next;
        return;
      }
      this.#requireOpen("regenerate");
      const changes = this.#entries.changes();
      const lifetime = { ...this.#lifetime(), user: this.#head.user };
      const move = { from: old.handle, to: next.handle, delta: { ...changes, idle: undefined }, lifetime };
      const head = await this.#attempt(changes, () => moveRow(this.#store, move));
      this.#store.retired.set(old.handle, true);
      this.#stands(next, head);
    });
  }

  /**
   * Makes this a session of a user, for `store.sessionsOf()` and `store.revoke()`, and stores what changed, in one step: a new session is
   * stored by it. Call it when somebody has signed in, after `regenerate()`. The session stays the user's under every later id.
   *
   * @throws SessionGoneError also when the session was revoked or evicted while it was bound, or `mark` is out of date
   * @throws SessionLimitError when the user has as many sessions as allowed and `whenFull` is `"refuse"`
   * @throws SessionStateError `ERR_SESSION_NO_USER_INDEX` when the store cannot tell whose sessions it holds
   */
  bind(userId: string, { mark }: BindOptions = {}): Promise<void> {
    return this.#inTurn("bind", async () => {
      const isNew = !this.#head;
      if (isNew || this.#needsCookie) this.#requireOpen("bind");
      const address = this.#addressNow();
      const changes = this.#entries.changes();
      const session = { handle: address.handle, head: this.#head, lifetime: this.#lifetime() };
      const binding = { ...session, delta: { ...changes, idle: this.#idleChange() }, user: userId, mark };
      this.#head = await this.#attempt(changes, () => bindRow(this.#store, binding));
      if (isNew) this.#stands(address, this.#head);
      else this.#merged(address, undefined);
    });
  }

  /**
   * Ends the session everywhere, and takes the cookie from the browser. Rejects if it may still be alive under the id that this request
   * knows. A sign-in that crosses it, and moves the session to a new id first, stands.
   */
  destroy(): Promise<void> {
    return this.#inTurn("destroy", () => this.#destroyNow());
  }

  #addressNow(): SessionAddress {
    this.#address ??= newAddress(this.#store.settings.idleSeconds * 1000);
    return this.#address;
  }

  #lifetime(): Lifetime {
    const { idleSeconds, absoluteSeconds } = this.#store.settings;
    return {
      idle: this.#wantedIdle ?? this.#head?.idle ?? { seconds: idleSeconds, fromMaxAge: false },
      absoluteSeconds,
    };
  }

  /** The idle timeout that the row has to get, or `undefined` when it has it. */
  #idleChange(): IdleTimeout | undefined {
    const [wanted, stored] = [this.#wantedIdle, this.#head?.idle];
    const isKept = wanted?.seconds === stored?.seconds && wanted?.fromMaxAge === stored?.fromMaxAge;
    return isKept ? undefined : wanted;
  }

  /** Lets the operations of this object follow one another: each sees what the one before it has stored. */
  #inTurn<Result>(operation: string, run: () => Promise<Result>): Promise<Result> {
    const result = this.#running.then(() => {
      if (this.#destroyed) throw destroyedError(operation);
      return run();
    });
    this.#running = result.catch(() => undefined);
    return result;
  }

  /** Counts changes as stored while they are written, and takes that back when they were not. */
  async #attempt<Result>(changes: Changes, write: () => Promise<Result | null>): Promise<Result> {
    const takeBack = this.#entries.commit(changes);
    try {
      const result = await write();
      if (result === null) throw new SessionGoneError();
      return result;
    } catch (error) {
      takeBack();
      if (!this.#head) this.#address = undefined; // a row may stand there after all: another try must not meet it
      throw error;
    }
  }

  async #saveNew(): Promise<void> {
    const changes = this.#entries.changes();
    if (changes.set.length === 0) return;
    this.#requireOpen("save");
    const address = this.#addressNow();
    const head = await this.#attempt(changes, () =>
      insertRow(this.#store, address.handle, new Map(changes.set), this.#lifetime()),
    );
    this.#stands(address, head);
  }

  async #saveChanges(): Promise<void> {
    const address = this.#addressNow();
    const changes = this.#entries.changes();
    const delta = { ...changes, idle: this.#idleChange() };
    if (!delta.clear && delta.set.length === 0 && delta.remove.length === 0 && !delta.idle) {
      if (this.#isCookieChanged) this.#issue(address, "save");
      return;
    }
    if (this.#needsCookie) this.#requireOpen("save");
    await this.#attempt(changes, async () =>
      (await this.#store.merge(address.handle, delta)) === "gone" ? null : true,
    );
    this.#merged(address, delta.idle);
  }

  async #destroyNow(): Promise<void> {
    const address = this.#address;
    if (this.#head && address) {
      if (this.#carrier?.prepare) this.#requireOpen("destroy");
      await removeRow(this.#store, address.handle, this.#head.user);
      this.#store.retired.set(address.handle, true);
    }
    this.#destroyed = true;
    this.#entries.clear();
    if (this.#carrier?.open) this.#carrier.clear(this.#cookie);
  }

  /** The session stands under an address now: the browser may have its id. */
  #stands(address: SessionAddress, head: RowHead): void {
    this.#address = address;
    this.#head = head;
    address.absoluteEnd = head.absoluteEnd;
    noteRenewal(address, head);
    this.#issue(address);
  }

  /** A merge was stored, and renewed the idle timeout: a cookie that keeps its own time is sent again. */
  #merged(address: SessionAddress, idle: IdleTimeout | undefined): void {
    if (this.#head && idle) this.#head = { ...this.#head, idle };
    if (this.#head) noteRenewal(address, this.#head);
    if (this.#needsCookie || (this.#cookie.maxAge > 0 && this.#carrier?.open)) this.#issue(address);
  }

  #issue(address: SessionAddress, operation = "finish"): void {
    this.#requireOpen(operation); // a handler that did not wait may have sent the headers meanwhile
    this.#carrier?.issue(address, this.#cookie);
    this.#isCookieChanged = false;
  }

  /** Whether a write needs a cookie: for its attributes, or since the cookies hold the session itself. */
  get #needsCookie(): boolean {
    return this.#isCookieChanged || this.#carrier?.prepare !== undefined;
  }

  /** Before a write that needs a cookie: the browser must still be able to take it. */
  #requireOpen(operation: string): void {
    if (this.#carrier?.open === false) throw headersSentError(operation);
    this.#carrier?.prepare?.(this.#cookie);
  }
}
