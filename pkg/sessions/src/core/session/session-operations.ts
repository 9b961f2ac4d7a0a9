import type { SessionCarrier } from "./carrier.ts";
import { canRotate } from "../rotation/can-rotate.ts";
import { CookieDelivery } from "./cookie-delivery.ts";
import type { Changes, Entries } from "../values/entries.ts";
import { SessionGoneError } from "../errors.ts";
import { reportRejection } from "../diagnostics/report-rejection.ts";
import { insertRow } from "../row/insert-row.ts";
import { mergeRow } from "../row/merge-row.ts";
import type { IdleTimeout, Row, RowHead } from "../row/row.ts";
import { addressAfter, lifeLeftMs, newAddress, noteRenewal } from "./session-address.ts";
import type { SessionAddress } from "./session-address.ts";
import { MOST_HOPS, SessionMovedError } from "../rotation/session-moved.ts";
import { destroyedError, noRotationError } from "./state-errors.ts";
import type { Lifetime, SessionWriter } from "../store.ts";
import { sealSuccessor } from "../rotation/successor.ts";
import type { Successor } from "../rotation/successor.ts";
import { updateEntry, updateUnstored } from "../row/update-entry.ts";
import { bindRow } from "../users/bind-row.ts";
import type { BindOptions } from "../users/bind-row.ts";
import { moveRow } from "../users/move-row.ts";
import type { Move } from "../users/move-row.ts";
import { removeRow } from "../users/remove-row.ts";
import type { ValidatedData } from "../values/validate-entries.ts";
import { writerFor } from "../write-options.ts";
import type { WriteOptions } from "../write-options.ts";

/** Where a session comes from: a stored row and its address, and the way to the browser if there is a request. */
export interface SessionOrigin {
  readonly stored?:
    | { readonly address: SessionAddress; readonly row: Row; readonly data?: ValidatedData | undefined }
    | undefined;
  /** Where one will stand that is not stored yet. Default a new address. */
  readonly address?: SessionAddress | undefined;
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

  constructor(store: SessionWriter, entries: Entries, { stored, address, carrier }: SessionOrigin) {
    this.#store = store;
    this.#entries = entries;
    this.#address = stored?.address ?? address;
    this.#head = stored?.row.head;
    this.cookie = new CookieDelivery(store.settings, stored?.row.head, carrier);
  }

  /** Where the session stands, or will stand once it is stored. */
  get address(): SessionAddress {
    this.#address ??= newAddress(this.#store.settings.idleSeconds * 1000, this.#store.ids);
    return this.#address;
  }

  /** Another address, in the same place. */
  get nextAddress(): SessionAddress {
    return newAddress(this.#lifetime().idle.seconds * 1000, this.#store.ids, this.#address?.id);
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

  save(options?: WriteOptions): Promise<void> {
    return this.#inTurn("save", async () => {
      const store = writerFor(this.#store, options);
      if (this.cookie.endsSession) return this.#destroyNow(store);
      return this.#head ? this.#saveChanges(this.#head, store) : this.#saveNew(store);
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
      if (!this.#head) return this.#renameUnstored();
      this.cookie.requireOpen("regenerate");
      const { address, nextAddress } = this;
      const changes = this.#entries.changes();
      const lifetime = this.#lifetime();
      const head = await this.#move(changes, nextAddress, {
        operation: "regenerate",
        lastsMs: lifetime.absoluteSeconds * 1000,
        write: (user) => {
          const delta = { ...changes, idle: undefined };
          return this.#store.move(address.handle, nextAddress.handle, delta, { ...lifetime, user });
        },
      });
      this.#store.retired.set(address.handle, true);
      this.#stands(nextAddress, head);
    });
  }

  rotate(): Promise<void> {
    let before: SessionAddress | undefined;
    return this.#inTurn("rotate", async () => {
      if (!this.#head) return this.#renameUnstored();
      const { address, nextAddress } = this;
      if (before && before !== address) return this.#saveChanges(this.#head); // another request was faster, and this one has followed it
      before = address;
      if (!canRotate(this.#store)) throw noRotationError();
      this.cookie.requireOpen("rotate");
      const changes = this.#entries.changes();
      const delta = { ...changes, idle: this.cookie.idleChange(this.#head) };
      const graceMs = this.#store.settings.rotateGraceSeconds * 1000;
      const rotation = { from: address.handle, to: sealSuccessor(nextAddress.id, address.id), graceMs };
      const head = await this.#move(changes, nextAddress, {
        operation: "rotate",
        lastsMs: this.#head.absoluteEnd - this.#store.now(address.handle),
        write: async (user) => (await this.#store.rotate?.({ ...rotation, user }, delta)) ?? null,
      });
      // A session in its cookies was sealed for this response alone: other requests go on with theirs.
      if (!this.cookie.holdsSession) this.#store.retired.set(address.handle, true);
      this.#stands(nextAddress, head);
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

  destroy(options?: WriteOptions): Promise<void> {
    return this.#inTurn("destroy", async () => this.#destroyNow(writerFor(this.#store, options)));
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
    const result = this.#after(this.#running, operation, run);
    this.#running = result.catch((error: unknown) => {
      this.cookie.rejected(operation, error);
      reportRejection(this.#store, operation, error);
    });
    return result;
  }

  /** Runs an operation after another, and again under the session's new id when another request has just rotated it: so nothing of it is lost. */
  async #after<Result>(
    before: Promise<unknown>,
    operation: string,
    run: () => Promise<Result>,
  ): Promise<Result> {
    await before;
    if (this.#destroyed) throw destroyedError(operation);
    for (let hops = 0; ; hops += 1) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof SessionMovedError) || hops === MOST_HOPS) throw error;
        this.#follow(error.successor);
      }
    }
  }

  /** From now on the session is the one that another request has made of it. The browser is given its new id if it still can be. */
  #follow(successor: Successor): void {
    const { address } = this;
    const next = addressAfter(address, successor);
    if (!next) throw new SessionGoneError();
    this.#store.retired.set(address.handle, true);
    this.#address = next;
    this.cookie.offer(next);
  }

  async #renameUnstored(): Promise<void> {
    this.#address = this.nextAddress;
  }

  /** Moves the row to another address, with what changed. */
  #move(changes: Changes, to: SessionAddress, move: Omit<Move, "from" | "to" | "user">): Promise<RowHead> {
    const from = this.address.handle;
    const user = this.#head?.user ?? "";
    return this.#attempt(changes, () => moveRow(this.#store, { ...move, from, to: to.handle, user }));
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

  async #saveNew(store = this.#store): Promise<void> {
    const changes = this.#entries.changes();
    if (changes.set.length === 0) return;
    this.cookie.requireOpen("save");
    const { address } = this;
    const head = await this.#attempt(changes, () =>
      insertRow(store, address.handle, new Map(changes.set), { ...this.#lifetime(), mayComeLate: true }),
    );
    this.#stands(address, head);
  }

  async #saveChanges(head: RowHead, store = this.#store): Promise<void> {
    const { address } = this;
    const changes = this.#entries.changes();
    const delta = { ...changes, idle: this.cookie.idleChange(head) };
    const isSilent = store === this.#store; // who waits for replicas waits for what was written before, too
    if (isSilent && !delta.clear && delta.set.length === 0 && delta.remove.length === 0 && !delta.idle) {
      if (this.cookie.isChanged) this.cookie.issue(address, "save");
      return;
    }
    if (this.cookie.isNeeded) this.cookie.requireOpen("save");
    const known = { head, entries: this.#entries.stored };
    await this.#attempt(changes, () => mergeRow(store, address.handle, delta, known));
    this.#merged(address, delta.idle);
  }

  async #destroyNow(store: SessionWriter): Promise<void> {
    const address = this.#address;
    if (this.#head && address) {
      if (this.cookie.holdsSession) this.cookie.requireOpen("destroy");
      await removeRow(store, address.handle, this.#head.user);
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
