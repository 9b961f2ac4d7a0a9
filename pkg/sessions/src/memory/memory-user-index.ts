import type { Row } from "../core/row/row.ts";
import { LONG_INDEX } from "../core/users/user-index.ts";
import type {
  EnterResult,
  IndexEntry,
  IndexLimit,
  InspectedRow,
  LeavingEntry,
  NewIndexEntry,
  UserIndex,
  WhichSessions,
} from "../core/users/user-index.ts";

/** The rows that the entries stand for. */
export interface IndexedRows {
  find(handle: string): (Row & { readonly expiresAt: number }) | undefined;
  remove(handle: string): void;
}

/** An entry as it is held: another object after each change. */
interface HeldEntry {
  readonly handle: string;
  /** The epoch that it was entered in; `undefined` once it was condemned by itself. */
  readonly epoch: number | undefined;
  readonly boundAt: number;
  readonly end: number;
  readonly pendingUntil: number;
  /** The handle that it moves from, or moved from; an empty text for none. */
  readonly movesFrom: string;
}

/** One user's sessions. */
interface HeldIndex {
  epoch: number;
  /** Until when the epoch counts. */
  keptUntil: number;
  /** From how many entries on it is long. */
  longFrom: number;
  readonly entries: Map<string, HeldEntry>;
}

/** Keeps the index of each user in this process. Its methods run to their end without a pause, so each is atomic. */
export class MemoryUserIndex implements UserIndex {
  readonly #indexes = new Map<string, HeldIndex>();
  readonly #now: () => number;
  readonly #rows: IndexedRows;

  constructor(now: () => number, rows: IndexedRows) {
    this.#now = now;
    this.#rows = rows;
  }

  async mark(user: string): Promise<string> {
    return String(this.#indexes.get(user)?.epoch ?? 0);
  }

  async enter(user: string, entry: NewIndexEntry, { most, evicts }: IndexLimit): Promise<EnterResult> {
    const { handle, movesFrom, mark } = entry;
    const index = this.#indexOf(user);
    const origin = index.entries.get(movesFrom);
    if (mark !== undefined && mark !== String(index.epoch)) return "condemned";
    if (isCondemned(index, index.entries.get(handle)) || isCondemned(index, origin)) return "condemned";
    const others = this.#counted(index).filter((other) => other.handle !== handle);
    const surplus = most > 0 && movesFrom === "" ? Math.max(0, others.length + 1 - most) : 0;
    if (surplus > 0 && !evicts) return "full";
    const evicted = others.slice(0, surplus);
    for (const other of evicted) condemnOne(index, other.handle);
    const latest = Math.max(0, ...Array.from(index.entries.values(), ({ boundAt }) => boundAt));
    const isLong = getsLong(index);
    this.#put(index, entry, origin?.boundAt ?? Math.max(this.#now(), latest + 1));
    return { isLong, evicted: this.#seen(index, evicted) };
  }

  async confirm(user: string, handle: string): Promise<boolean> {
    const index = this.#indexOf(user);
    const entry = index.entries.get(handle);
    if (!entry || isCondemned(index, entry)) return false;
    index.entries.delete(entry.movesFrom);
    index.entries.set(handle, { ...entry, pendingUntil: 0 });
    return true;
  }

  async leave(user: string, entries: readonly LeavingEntry[]): Promise<void> {
    const index = this.#indexOf(user);
    for (const { handle, seen } of entries) {
      if (seen === undefined || index.entries.get(handle) === seen) index.entries.delete(handle);
    }
  }

  async condemn(user: string, which: WhichSessions, keepMs: number): Promise<readonly IndexEntry[]> {
    const index = this.#indexOf(user);
    if (which !== "all" && "handle" in which) {
      condemnOne(index, which.handle);
    } else {
      const before = index.epoch;
      index.epoch = Math.max(this.#now(), before + 1);
      index.keptUntil = this.#now() + keepMs;
      const spared = which === "all" ? [] : named(index, which.except);
      for (const entry of spared) {
        if (entry.epoch === before) index.entries.set(entry.handle, { ...entry, epoch: index.epoch });
      }
    }
    const asked = which !== "all" && "handle" in which ? named(index, which.handle) : index.entries.values();
    return this.#seen(index, asked).filter((entry) => entry.isCondemned);
  }

  async entries(user: string): Promise<readonly IndexEntry[]> {
    const index = this.#indexOf(user);
    return this.#seen(index, index.entries.values());
  }

  async inspect(handle: string): Promise<InspectedRow | null> {
    const row = this.#rows.find(handle);
    return row
      ? { head: row.head, entries: new Map(row.entries), lifeMs: row.expiresAt - this.#now() }
      : null;
  }

  async removeOf(user: string, handle: string): Promise<boolean> {
    if (this.#rows.find(handle)?.head.user !== user) return false;
    this.#rows.remove(handle);
    return true;
  }

  /** Users that something is held for. */
  get size(): number {
    return this.#indexes.size;
  }

  /** Forgets what has ended. */
  sweep(): void {
    for (const user of this.#indexes.keys()) {
      const { entries, keptUntil } = this.#indexOf(user);
      if (entries.size === 0 && keptUntil <= this.#now()) this.#indexes.delete(user);
    }
  }

  /** The index of a user, without the entries that have ended. */
  #indexOf(user: string): HeldIndex {
    let index = this.#indexes.get(user);
    if (!index) {
      index = { epoch: 0, keptUntil: 0, longFrom: LONG_INDEX, entries: new Map() };
      this.#indexes.set(user, index);
    }
    const past = [...index.entries.values()].filter(({ end }) => end <= this.#now());
    for (const { handle } of past) index.entries.delete(handle);
    return index;
  }

  #put(index: HeldIndex, { handle, lastsMs, pendingMs, ...entry }: NewIndexEntry, boundAt: number): void {
    const now = this.#now();
    const movesFrom = entry.movesFrom || (index.entries.get(handle)?.movesFrom ?? "");
    const times = { boundAt, end: now + lastsMs, pendingUntil: now + pendingMs };
    index.entries.set(handle, { handle, movesFrom, epoch: index.epoch, ...times });
  }

  /** The entries that count towards a limit. */
  #counted(index: HeldIndex): HeldEntry[] {
    return oldestFirst(index.entries.values()).filter((entry) => {
      const moves = index.entries.has(entry.movesFrom) && entry.pendingUntil > this.#now();
      return !moves && !isCondemned(index, entry);
    });
  }

  /** Entries as the procedures see them, as they are by now. */
  #seen(index: HeldIndex, entries: Iterable<HeldEntry>): IndexEntry[] {
    return oldestFirst(entries).flatMap(({ handle }) => {
      const seen = index.entries.get(handle);
      if (!seen) return [];
      const { boundAt, pendingUntil } = seen;
      const isPending = pendingUntil > this.#now();
      const movesFrom = isPending ? seen.movesFrom : "";
      return [{ handle, boundAt, movesFrom, isPending, isCondemned: isCondemned(index, seen), seen }];
    });
  }
}

function oldestFirst(entries: Iterable<HeldEntry>): HeldEntry[] {
  return [...entries].sort((one, other) => one.boundAt - other.boundAt);
}

/** Whether one more entry makes it long. It is so once: then it may have twice as many. */
function getsLong(index: HeldIndex): boolean {
  const { size } = index.entries;
  const longFrom = Math.min(index.longFrom, Math.max(LONG_INDEX, 2 * size));
  const isLong = size + 1 >= longFrom;
  index.longFrom = isLong ? Math.max(LONG_INDEX, 2 * (size + 1)) : longFrom;
  return isLong;
}

function isCondemned(index: HeldIndex, entry: HeldEntry | undefined): boolean {
  return entry !== undefined && entry.epoch !== index.epoch;
}

/** The entry of a session by any handle that it is known to have had, and the one that it is just moving to. */
function named(index: HeldIndex, handle: string): HeldEntry[] {
  if (handle === "") return [];
  const entries = [...index.entries.values()];
  const next = entries.filter((entry) => entry.movesFrom === handle);
  const own = entries.filter((entry) => entry.handle === handle);
  return [...own, ...next.flatMap((entry) => named(index, entry.handle))];
}

function condemnOne(index: HeldIndex, handle: string): void {
  for (const entry of named(index, handle)) index.entries.set(entry.handle, { ...entry, epoch: undefined });
}
