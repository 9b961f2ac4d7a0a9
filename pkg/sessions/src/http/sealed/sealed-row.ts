import { beginHead, mergeIntoRow, renewRow, rotateRow, upgradeRow } from "../../core/row/change-row.ts";
import { KeyedQueue } from "../../core/keyed-queue.ts";
import type { RecentMap } from "../../core/recent-map.ts";
import { requireDataVersion, rowTooLargeError } from "../../core/row/row-errors.ts";
import { encodeRow } from "../../core/row/row.ts";
import type { Row, RowHead } from "../../core/row/row.ts";
import type { SealedStore } from "../../core/sealed-store.ts";
import type { SessionSettings } from "../../core/settings/settings.ts";
import type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  Rotation,
  SessionWriter,
  UpgradeResult,
} from "../../core/store.ts";
import { PAYLOAD_OVERHEAD, isAlive } from "./sealed-payload.ts";
import type { SealedSession } from "./sealed-payload.ts";

/** Throws when a payload of so many bytes does not fit into the cookies that it is for. */
type RequireRoom = (bytes: number) => void;

/** Where the session of one request stands between its cookies and the response: the row as it is now, in memory. */
export class SealedRow implements SessionWriter {
  readonly kind: string;
  readonly settings: SessionSettings;
  readonly updates = new KeyedQueue<string | undefined>();
  readonly retired: RecentMap<true>;
  readonly #store: SealedStore;
  /** A handle whose end was known when the request came. Its cookie counts all the same: nothing of this kind is revoked. */
  readonly #endedBefore: string | undefined;
  #held: { readonly handle: string; readonly row: Row; readonly sealedAt: number } | undefined;
  #requireRoom: RequireRoom = () => undefined;

  /** @param opened - the session that the request brought, and its handle */
  constructor(store: SealedStore, opened: { session: SealedSession; handle: string } | undefined) {
    this.kind = store.kind;
    this.settings = store.settings;
    this.retired = store.retired;
    this.#store = store;
    if (!opened) return;
    const { handle, session } = opened;
    this.#held = { handle, row: session.row, sealedAt: session.sealedAt };
    if (this.retired.has(handle)) this.#endedBefore = handle;
  }

  now(): number {
    return this.#store.now();
  }

  /** Says how much room there is for the writes that follow. */
  limit(requireRoom: RequireRoom): void {
    this.#requireRoom = requireRoom;
  }

  /** Whether the session of this handle has ended or moved in this process since the request came. */
  hasEnded(handle: string): boolean {
    return handle !== this.#endedBefore && this.retired.has(handle);
  }

  /** The session to be sealed under this id: its idle timeout runs from now. */
  toSeal(id: string): SealedSession {
    if (!this.#held) throw new TypeError("There is no session to seal"); // a carrier issues what was written before
    const sealedAt = this.now();
    this.#held = { ...this.#held, sealedAt };
    return { id, sealedAt, row: this.#held.row };
  }

  async insert(
    handle: string,
    entries: ReadonlyMap<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null> {
    const head = beginHead(this.now(), lifetime, this.settings.dataVersion);
    return this.#write(handle, { head, entries: new Map(entries) });
  }

  async merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const row = this.#standing(handle);
    if (!row) return "gone";
    requireDataVersion(row.head, this.settings, "merge");
    const merged = mergeIntoRow(row, delta, expected);
    if ("found" in merged) return merged;
    this.#write(handle, merged);
    return "merged";
  }

  async upgrade(handle: string, from: Row, delta: Delta): Promise<UpgradeResult> {
    const row = this.#standing(handle);
    if (!row) return "gone";
    const upgraded = upgradeRow(row, from, delta, this.settings.dataVersion);
    if (!upgraded) return { found: row };
    this.#write(handle, upgraded);
    return "upgraded";
  }

  async move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<RowHead | null> {
    const row = this.#standing(from);
    if (!row) return null;
    requireDataVersion(row.head, this.settings, "move");
    return this.#write(to, renewRow(row, delta, this.now(), lifetime));
  }

  /** Nothing can lead from the id before to the new one. It needs nothing: what was sealed under it stays good. */
  async rotate({ from, to }: Rotation, delta: Delta): Promise<RowHead | null> {
    const row = this.#standing(from);
    if (!row) return null;
    requireDataVersion(row.head, this.settings, "rotate");
    return this.#write(to.handle, rotateRow(row, delta, this.now()));
  }

  async remove(handle: string): Promise<null> {
    if (this.#held?.handle === handle) this.#held = undefined;
    return null;
  }

  #standing(handle: string): Row | undefined {
    const held = this.#held;
    if (!held || held.handle !== handle || this.hasEnded(handle)) return undefined;
    return isAlive(held, this.now()) ? held.row : undefined;
  }

  #write(handle: string, row: Row): RowHead {
    const { maxLength } = this.settings;
    const bytes = Buffer.byteLength(encodeRow(row));
    if (maxLength > 0 && bytes > maxLength) throw rowTooLargeError(bytes, maxLength);
    this.#requireRoom(bytes + PAYLOAD_OVERHEAD);
    this.#held = { handle, row, sealedAt: this.now() };
    return row.head;
  }
}
