/** A session as the contract says it must be. */
export interface ModelRow {
  readonly values: Map<string, string>;
  /** Texts of flashes, oldest first; no two are equal. */
  readonly flashes: string[];
  user: string;
  /** When it ends if it is not used, and when in any case, in seconds of the model's clock. */
  idleEnd: number;
  absoluteEnd: number;
}

/** The idle and the absolute timeout of all sessions, in seconds. */
export const IDLE_SECONDS = 100;
export const ABSOLUTE_SECONDS = 150;

/** All sessions as the contract says they must be, by their handles. */
export class StoreModel {
  readonly #rows = new Map<string, ModelRow>();
  readonly #seen = new Set<string>();
  now = 0;

  /** The living session with this handle. */
  row(handle: string): ModelRow | undefined {
    this.#seen.add(handle);
    const row = this.#rows.get(handle);
    return row && row.idleEnd > this.now && row.absoluteEnd > this.now ? row : undefined;
  }

  /** A session begins. */
  begin(handle: string, row: Pick<ModelRow, "values" | "flashes" | "user">): ModelRow {
    this.#seen.add(handle);
    const lifetime = { idleEnd: this.now + IDLE_SECONDS, absoluteEnd: this.now + ABSOLUTE_SECONDS };
    const begun = { ...row, ...lifetime };
    this.#rows.set(handle, begun);
    return begun;
  }

  /** A session was used. */
  renew(row: ModelRow, seconds: number = IDLE_SECONDS): void {
    row.idleEnd = this.now + seconds;
  }

  end(handle: string): void {
    this.#rows.delete(handle);
  }

  /** Every handle that was ever spoken of. */
  get handles(): readonly string[] {
    return [...this.#seen];
  }

  /** The handles of a user's living sessions, sorted. */
  handlesOf(user: string): string[] {
    return this.handles.filter((handle) => this.row(handle)?.user === user).toSorted();
  }
}
