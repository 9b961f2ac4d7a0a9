import { createHmac } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { deriveKeys } from "../../core/settings/derive-keys.ts";
import type { IdCookies } from "../../core/id-cookie.ts";
import { handleOf, isId, libraryIds } from "../../core/ids.ts";
import type { SessionIds } from "../../core/ids.ts";
import { hashSlotOf } from "../topology/hash-slot.ts";
import type { JsonRowStore } from "../json-rows/json-row-store.ts";
import { placeInSlot } from "../topology/place-in-slot.ts";

/** Stands before the handles of sessions in the layout before, by which they are told from others. */
const BEFORE = "~";

/** The ids of sessions while they move from rows that others share to this library's own. Which of the two an id is, its spelling says. */
export class MovingIds {
  readonly #from: JsonRowStore;
  readonly #isMoving: boolean;
  /** One for each secret, the newest first. */
  readonly #keys: readonly KeyObject[];

  constructor(from: JsonRowStore, isMoving: boolean, secrets: readonly string[]) {
    this.#from = from;
    this.#isMoving = isMoving;
    this.#keys = deriveKeys(secrets, "hertz-sessions: id of a session that moves to this layout");
  }

  /** The ids of both. A new session has one of the layout that is written. */
  readonly ids: SessionIds = {
    isId: (text) => isId(text) || this.#from.ids.isId(text),
    handleOf: (id) => (isId(id) ? handleOf(id) : BEFORE + this.#from.ids.handleOf(id)),
    create: (successorOf) => {
      const isBefore = successorOf === undefined ? !this.#isMoving : !isId(successorOf);
      return isBefore ? this.#from.ids.create(successorOf) : libraryIds.create(successorOf);
    },
  };

  /** The handle that a session has in the layout before; `undefined` for one of this library's own. */
  before(handle: string): string | undefined {
    return handle.startsWith(BEFORE) ? handle.slice(BEFORE.length) : undefined;
  }

  /**
   * The ids that a session gets when it moves: one for each secret, the newest first, since a replica that knows other secrets may have moved it.
   * They follow from the key before, so that every replica finds it, and lie in its slot.
   */
  after(key: string): [string, ...string[]] {
    const place = placeInSlot(hashSlotOf(key));
    const idBy = (secret: KeyObject): string =>
      place + createHmac("sha256", secret).update(key).digest("base64url");
    const [newest, ...older] = this.#keys.map(idBy);
    if (newest === undefined) throw new TypeError("Sessions cannot move without a secret"); // the settings made sure of one
    return [newest, ...older];
  }
}

/** Cookies of both layouts, under one name. */
export class MovingCookies implements IdCookies {
  readonly lifeMs: number;
  readonly #before: IdCookies;
  readonly #own: IdCookies;

  constructor(before: IdCookies, own: IdCookies) {
    this.#before = before;
    this.#own = own;
    this.lifeMs = Math.min(before.lifeMs, own.lifeMs);
  }

  sign(id: string): string {
    return (isId(id) ? this.#own : this.#before).sign(id);
  }

  verify(value: string): ReturnType<IdCookies["verify"]> {
    return this.#own.verify(value) ?? this.#before.verify(value);
  }
}
