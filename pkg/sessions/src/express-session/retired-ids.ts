import { ownText } from "../core/own-text.ts";
import { RecentMap } from "../core/recent-map.ts";

/** Ids remembered at least as destroyed. */
const REMEMBERED_IDS = 4096;

/**
 * The ids that this process destroyed lately at one store, so that a request that read one of them before does not store it again.
 *
 * An id may be given out anew, by a `genid` of the application's: so what counts is which came later.
 */
export class RetiredIds {
  readonly #retiredAt = new RecentMap<number>(REMEMBERED_IDS);
  #moment = 0;

  /** A moment, to compare with: later ones are greater. */
  now(): number {
    this.#moment += 1;
    return this.#moment;
  }

  /** The session with this id is being destroyed: nobody may store it until `end`. */
  begin(id: string): void {
    this.#retiredAt.set(ownText(id), Infinity);
  }

  /** It is destroyed: nobody may store it who has read it until now. */
  end(id: string): void {
    this.#retiredAt.set(ownText(id), this.now());
  }

  /** It could not be destroyed. */
  cancel(id: string): void {
    this.#retiredAt.delete(id);
  }

  /** Whether the session with this id, made or read at a moment, was destroyed after that. */
  isRetired(id: string, since: number): boolean {
    return (this.#retiredAt.get(id) ?? 0) > since;
  }
}

const byStore = new WeakMap<object, RetiredIds>();

/** Those of a store, whoever uses it. */
export function retiredIdsOf(store: object): RetiredIds {
  const known = byStore.get(store);
  if (known) return known;
  const retired = new RetiredIds();
  byStore.set(store, retired);
  return retired;
}
