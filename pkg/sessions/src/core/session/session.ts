import type { CookieOptions } from "../settings/cookie-options.ts";
import { Entries } from "../values/entries.ts";
import { DEFAULT_FLASH_KEY } from "../values/entry-name.ts";
import { MirroredEntries } from "../values/mirrored-entries.ts";
import type { SessionData, SessionKey, SessionValue } from "../session-data.ts";
import { SessionOperations } from "./session-operations.ts";
import type { SessionOrigin } from "./session-operations.ts";
import type { SessionWriter } from "../store.ts";
import type { BindOptions } from "../users/bind-row.ts";
import { warnOfUnreadableValue } from "../warnings.ts";
import type { WriteOptions } from "../write-options.ts";

/**
 * One visitor's session as one request sees it: a snapshot of the stored entries, and what the request changes.
 *
 * Reading and changing happen in memory. `save()`, `update()`, `regenerate()`, `rotate()`, `bind()` and `destroy()` go to the store; each
 * resolves once the store has acknowledged, and only then does the response get a cookie. They reject with `SessionStoreError`
 * (status 503) when the store failed, `SessionGoneError` (status 401) when the session ended meanwhile, and `SessionStateError`
 * when the session was destroyed by this request or needs a cookie after the headers have gone.
 */
export class Session<Data extends object = SessionData> {
  readonly #entries: Entries;
  readonly #unlisted: readonly string[];
  readonly #operations: SessionOperations;

  /** For the doors of the library; applications call `getSession()` or `store.open()`. */
  constructor(store: SessionWriter, origin: SessionOrigin) {
    const stored = origin.stored?.row.entries ?? new Map<string, string>();
    const warn = (): void => warnOfUnreadableValue(store, this.handle);
    const parts = [store.settings.serializer, stored, warn, origin.stored?.data] as const;
    const mirror = origin.carrier?.mirror;
    this.#entries = mirror ? new MirroredEntries(mirror, ...parts) : new Entries(...parts);
    this.#operations = new SessionOperations(store, this.#entries, origin);
    this.#unlisted = store.unlistedKeys ?? [];
  }

  /** The secret that the cookie carries. Whoever knows it has the session: never log it, show it or put it into a link. */
  get id(): string {
    return this.#operations.address.id;
  }

  /** The public name of this session, for lists and logs: the id cannot be found from it. It changes with the id. */
  get handle(): string {
    return this.#operations.address.handle;
  }

  /** Whether nothing is stored for this session yet. */
  get isNew(): boolean {
    return this.#operations.head === undefined;
  }

  /** When the session began: at its first save, and anew at `regenerate()`. Now, while it is new. */
  get createdAt(): Date {
    const { head } = this.#operations;
    return head ? new Date(head.createdAt) : new Date();
  }

  /** When the session ends if it is not used again. */
  get expiresAt(): Date {
    return new Date(Date.now() + this.#operations.lifeMs);
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
    const keys = this.#entries.keys() as SessionKey<Data>[];
    return this.#unlisted.length > 0 ? keys.filter((key) => !this.#unlisted.includes(key)) : keys;
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
    this.#operations.cookie.change(options);
  }

  /**
   * The keys that this request changed and did not store, those of flashes among them; none of a session that it destroyed. Settles
   * when the operations under way have ended.
   *
   * @throws SessionValueError when a value has no serialization
   */
  unsavedKeys(): Promise<string[]> {
    return this.#operations.unsavedKeys();
  }

  /**
   * Writes what changed, and nothing when nothing changed. Changes of other requests to other keys stay.
   *
   * With a `maxAge` below 0 it destroys the session, as in Hertz.
   *
   * @param options - `{ wait: 1 }`: only once a replica has it too, and everything that was written for this session before
   * @throws SessionValueError when a value has no serialization, or the session is larger than `maxLength`
   * @throws SessionStoreError `ERR_SESSION_NOT_REPLICATED` when fewer replicas than asked for have it in time; it may be stored all the same
   */
  save(options?: WriteOptions): Promise<void> {
    return this.#operations.save(options);
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
    return this.#operations.update(key, change as (value: unknown) => unknown) as Promise<Result>;
  }

  /**
   * Gives the session a new id and a new lifetime: call it when somebody signs in. A stored session moves at once, with what changed
   * here and what other requests saved until then; its old id is dead. A new session is not stored by this.
   */
  regenerate(): Promise<void> {
    return this.#operations.regenerate();
  }

  /**
   * Gives the session a new id and leaves all else as it is, its absolute end included: call it when an id has been in use for long. What
   * changed here is stored with it. For the store's `rotateGrace` the old id still leads to the session: a request that comes with it, or
   * has loaded the session under it, goes on under the new id, and its response sets the new cookie if it still can. Of several at once the first
   * gives the session its id. When somebody signs in, call `regenerate()`, which has no such grace. A new session is not stored by this.
   *
   * In a `CookieStore` it seals the session under a new id, and what was sealed before stays good: nothing of that kind is revoked.
   *
   * @throws SessionStateError `ERR_SESSION_NO_ROTATION` when the store cannot rotate
   */
  rotate(): Promise<void> {
    return this.#operations.rotate();
  }

  /**
   * Makes this a session of a user, for `store.sessionsOf()` and `store.revoke()`, and stores what changed, in one step: a new session is
   * stored by it. Call it when somebody has signed in, after `regenerate()`. The session stays the user's under every later id.
   *
   * @throws SessionGoneError also when the session was revoked or evicted while it was bound, or `mark` is out of date
   * @throws SessionLimitError when the user has as many sessions as allowed and `whenFull` is `"refuse"`
   * @throws SessionStateError `ERR_SESSION_NO_USER_INDEX` when the store cannot tell whose sessions it holds
   */
  bind(userId: string, options: BindOptions = {}): Promise<void> {
    return this.#operations.bind(userId, options);
  }

  /**
   * Ends the session everywhere, and takes the cookie from the browser. Rejects if it may still be alive under the id that this request
   * knows. A sign-in that crosses it, and moves the session to a new id first, stands.
   *
   * @param options - `{ wait: 1 }`: only once a replica has forgotten it too, so that no failover brings it back
   * @throws SessionStoreError `ERR_SESSION_NOT_REPLICATED` when fewer replicas than asked for have acknowledged that in time
   */
  destroy(options?: WriteOptions): Promise<void> {
    return this.#operations.destroy(options);
  }
}
