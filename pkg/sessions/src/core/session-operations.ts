import type { SessionCarrier } from "./carrier.ts";
import { CookieDelivery } from "./cookie-delivery.ts";
import type { Changes, Entries } from "./entries.ts";
import { SessionGoneError } from "./errors.ts";
import { reportRejection } from "./diagnostics/report-rejection.ts";
import { insertRow } from "./insert-row.ts";
import { mergeRow } from "./merge-row.ts";
import type { IdleTimeout, Row, RowHead } from "./row.ts";
import { lifeLeftMs, newAddress, noteRenewal } from "./session-address.ts";
import type { SessionAddress } from "./session-address.ts";
import { destroyedError } from "./state-errors.ts";
import type { Lifetime, SessionWriter } from "./store.ts";
import { updateEntry, updateUnstored } from "./update-entry.ts";
import { bindRow } from "./users/bind-row.ts";
import type { BindOptions } from "./users/bind-row.ts";
import { moveRow } from "./users/move-row.ts";
import { removeRow } from "./users/remove-row.ts";
import type { ValidatedData } from "./validate-entries.ts";

/** Where a session comes from: a stored row and its address, and the way to the browser if there is a request. */
export interface SessionOrigin {
  readonly stored?:
    | { readonly address: SessionAddress; readonly row: Row; readonly data?: ValidatedData | undefined }
    | undefined;
  readonly carrier?: SessionCarrier | undefined;
}

/**
 * What one session does at its store: the operations of `Session`, which says what they mean, one after another. Each goes to the store
 * first, and then gives the browser its cookie.
 */
export class SessionOperations {
  readonly cookie: CookieDelivery;
  readonly #store: SessionWriter;
  readonly #entries: Entries;
  #address: SessionAddress | undefined;
  /** The head of the stored row; `undefined` while nothing is stored. */
  #head: RowHead | undefined;
  #destroyed = false;
  /** The operation that was started last. */
  #running: Promise<unknown> = Promise.resolve();

  constructor(store: SessionWriter, entries: Entries, { stored, carrier }: SessionOrigin) {
    this.#store = store;
    this.#entries = entries;
    this.#address = stored?.address;
    this.#head = stored?.row.head;
    this.cookie = new CookieDelivery(store.settings, stored?.row.head, carrier);
  }

  /** Where the session stands, or will stand once it is stored. */
  get address(): SessionAddress {
    this.#address ??= newAddress(this.#store.settings.idleSeconds * 1000, this.#store.ids);
    return this.#address;
  }

  get head(): RowHead | undefined {
    return this.#head;
  }

  /** Milliseconds until the session ends if it is not used again. */
  get lifeMs(): number {
    if (this.#head && this.#address) {
      return lifeLeftMs(this.#address, this.#head, this.#store.now(this.#address.handle));
    }
    const { idle, absoluteSeconds } = this.#lifetime();
    return Math.min(idle.seconds, absoluteSeconds) * 1000;
  }

  save(): Promise<void> {
    return this.#inTurn("save", () => {
      if (this.cookie.endsSession) return this.#destroyNow();
      return this.#head ? this.#saveChanges() : this.#saveNew();
    });
  }

  update(key: string, change: (value: unknown) => unknown): Promise<unknown> {
    return this.#inTurn("update", async () => {
      const address = this.#address;
      const update = { entries: this.#entries, key, change };
      if (!this.#head || !address) return updateUnstored(update, () => this.#saveNew());
      if (this.cookie.isNeeded) this.cookie.requireOpen("update");
      const idle = this.cookie.idleChange(this.#head);
      const value = await updateEntry({ ...update, store: this.#store, handle: address.handle, idle });
      this.#merged(address, idle);
      return value;
    });
  }

  regenerate(): Promise<void> {
    return this.#inTurn("regenerate", async () => {
      const old = this.#address;
      const next = newAddress(this.#lifetime().idle.seconds * 1000, this.#store.ids, old?.id);
      if (!this.#head || !old) {
        this.#address = next;
        return;
      }
      this.cookie.requireOpen("regenerate");
      const changes = this.#entries.changes();
      const lifetime = { ...this.#lifetime(), user: this.#head.user };
      const move = { from: old.handle, to: next.handle, delta: { ...changes, idle: undefined }, lifetime };
      const head = await this.#attempt(changes, () => moveRow(this.#store, move));
      this.#store.retired.set(old.handle, true);
      this.#stands(next, head);
    });
  }

  bind(userId: string, { mark }: BindOptions): Promise<void> {
    return this.#inTurn("bind", async () => {
      const isNew = !this.#head;
      if (isNew || this.cookie.isNeeded) this.cookie.requireOpen("bind");
      const { address } = this;
      const changes = this.#entries.changes();
      const session = { handle: address.handle, head: this.#head, lifetime: this.#lifetime() };
      const delta = { ...changes, idle: this.cookie.idleChange(this.#head) };
      const binding = { ...session, delta, user: userId, mark };
      this.#head = await this.#attempt(changes, () => bindRow(this.#store, binding));
      if (isNew) this.#stands(address, this.#head);
      else this.#merged(address, undefined);
    });
  }

  destroy(): Promise<void> {
    return this.#inTurn("destroy", () => this.#destroyNow());
  }

  /** Once the operations under way have ended. */
  async unsavedKeys(): Promise<string[]> {
    await this.#running;
    return this.#destroyed ? [] : this.#entries.changedKeys();
  }

  #lifetime(): Lifetime {
    const { absoluteSeconds } = this.#store.settings;
    return { idle: this.cookie.idleFor(this.#head), absoluteSeconds };
  }

  /** Lets the operations of this session follow one another: each sees what the one before it has stored. */
  #inTurn<Result>(operation: string, run: () => Promise<Result>): Promise<Result> {
    const result = this.#running.then(() => {
      if (this.#destroyed) throw destroyedError(operation);
      return run();
    });
    this.#running = result.catch((error: unknown) => reportRejection(this.#store, operation, error));
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
    this.cookie.requireOpen("save");
    const { address } = this;
    const head = await this.#attempt(changes, () =>
      insertRow(this.#store, address.handle, new Map(changes.set), this.#lifetime()),
    );
    this.#stands(address, head);
  }

  async #saveChanges(): Promise<void> {
    const { address } = this;
    const changes = this.#entries.changes();
    const delta = { ...changes, idle: this.cookie.idleChange(this.#head) };
    if (!delta.clear && delta.set.length === 0 && delta.remove.length === 0 && !delta.idle) {
      if (this.cookie.isChanged) this.cookie.issue(address, "save");
      return;
    }
    if (this.cookie.isNeeded) this.cookie.requireOpen("save");
    await this.#attempt(changes, () => mergeRow(this.#store, address.handle, delta));
    this.#merged(address, delta.idle);
  }

  async #destroyNow(): Promise<void> {
    const address = this.#address;
    if (this.#head && address) {
      if (this.cookie.holdsSession) this.cookie.requireOpen("destroy");
      await removeRow(this.#store, address.handle, this.#head.user);
      this.#store.retired.set(address.handle, true);
    }
    this.#destroyed = true;
    this.#entries.clear();
    this.cookie.clear();
  }

  /** The session stands under an address now: the browser may have its id. */
  #stands(address: SessionAddress, head: RowHead): void {
    this.#address = address;
    this.#head = head;
    address.absoluteEnd = head.absoluteEnd;
    noteRenewal(address, head);
    this.cookie.issue(address);
  }

  /** A merge was stored, and renewed the idle timeout. */
  #merged(address: SessionAddress, idle: IdleTimeout | undefined): void {
    if (this.#head && idle) this.#head = { ...this.#head, idle };
    if (this.#head) noteRenewal(address, this.#head);
    this.cookie.renew(address);
  }
}
