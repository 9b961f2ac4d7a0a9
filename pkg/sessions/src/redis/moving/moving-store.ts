import { SessionConfigError, SessionStateError } from "../../core/errors.ts";
import type { IdCookies } from "../../core/id-cookie.ts";
import { handleOf } from "../../core/ids.ts";
import { nameOfKey } from "../../core/values/entry-name.ts";
import type { Row, RowHead } from "../../core/row/row.ts";
import { noRotationError } from "../../core/session/state-errors.ts";
import type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  MoveResult,
  MovedSession,
  Rotation,
  SessionWriter,
  StoredRow,
  UpgradeResult,
} from "../../core/store.ts";
import { sealSuccessor } from "../../core/rotation/successor.ts";
import type { UserIndex } from "../../core/users/user-index.ts";
import type { JsonRowStore } from "../json-rows/json-row-store.ts";
import { movedUserIndex } from "./moved-user-index.ts";
import { movedRow } from "./moved-row.ts";
import { MovingCookies, MovingIds } from "./moving-ids.ts";
import { isWriteRefusal } from "../commands/redis-error.ts";
import { RedisStore } from "../redis-store.ts";
import type { RedisStoreOptions } from "../redis-store.ts";

/** What a `MovingStore` can be told: where sessions come from, and what the `RedisStore` is told that will have them. */
export interface MovingStoreOptions extends Omit<RedisStoreOptions, "client"> {
  /** The store whose rows and cookies the sessions have until now: a `ConnectRedisStore` or a `HertzStore`. Its client is used for all. */
  readonly from: JsonRowStore;
  /**
   * Whether a session moves when it is next used. `false`: none moves, new ones begin in the layout before, and those that another replica has
   * moved are found. Let every replica run with `false` before the first runs with `true`.
   */
  readonly move: boolean;
}

/**
 * Moves sessions from rows that are shared with others to this library's own, while visitors use them: nobody is logged out.
 *
 * A session moves at its first read by a replica with `move: true`, to an id that follows from the one before, in one step that every
 * replica finds; its response sets the new cookie, and the cookie before leads to it as long as the session lives. In every other way it is the
 * `RedisStore` that its options describe.
 */
export class MovingStore extends RedisStore {
  override readonly ids;
  declare readonly users: UserIndex;
  readonly #from: JsonRowStore;
  readonly #isMoving: boolean;
  readonly #movingIds: MovingIds;

  /** @throws SessionConfigError for an option that cannot work */
  constructor(options: MovingStoreOptions) {
    const { from, move, ...others } = checkOptions(options);
    super({ ...others, client: from.client });
    if (this.settings.serializer !== from.settings.serializer) {
      throw new SessionConfigError(
        "Store option serializer must be the one of the store that sessions come from",
      );
    }
    if (!move && this.settings.dataVersion > 0) {
      throw new SessionConfigError("Store option dataVersion must be left out while move is false");
    }
    this.#from = from;
    this.#isMoving = move;
    this.#movingIds = new MovingIds(from, move, this.settings.secrets);
    this.ids = this.#movingIds.ids;
    this.users = movedUserIndex(this.users, (handle) => this.#movingIds.before(handle) !== undefined);
    // express-session itself keeps the id of a request, so its sessions must find no way in; the drop-in takes another.
    Object.defineProperty(this, "get", { value: undefined });
  }

  /** @internal */
  get unlistedKeys(): readonly string[] {
    return this.#isMoving ? [] : this.#from.unlistedKeys;
  }

  /** Those of both layouts. */
  cookiesOf(name: string, _secrets: readonly string[], signed: IdCookies): IdCookies {
    return new MovingCookies(this.#from.cookiesOf(name, this.#from.settings.secrets), signed);
  }

  override now(handle: string): number {
    const before = this.#movingIds.before(handle);
    return before === undefined ? super.now(handle) : this.#from.now(before);
  }

  override async read(handle: string, renewMs: number): Promise<StoredRow | MovedSession | null> {
    const before = this.#movingIds.before(handle);
    if (before === undefined) return super.read(handle, renewMs);
    if (!this.#isMoving) return (await this.#from.read(before, renewMs)) ?? this.#successorOf(before);
    try {
      return await this.#move(before);
    } catch (error) {
      // A Redis that takes no writes can still be read.
      if (!(error instanceof Error) || !isWriteRefusal(error.cause)) throw error;
      const row = await this.#from.read(before, 0);
      for (const key of this.#from.unlistedKeys) row?.entries.delete(nameOfKey(key));
      return row ?? this.#successorOf(before);
    }
  }

  override async renew(handle: string, lifeMs: number): Promise<void> {
    const before = this.#movingIds.before(handle);
    await (before === undefined ? super.renew(handle, lifeMs) : this.#from.renew(before, lifeMs));
  }

  override async insert(
    handle: string,
    entries: ReadonlyMap<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null> {
    const before = this.#movingIds.before(handle);
    if (before === undefined) return super.insert(handle, entries, lifetime);
    return this.#from.insert(before, entries, this.#lifetimeBefore(lifetime));
  }

  override async merge(
    handle: string,
    delta: Delta,
    expected?: Expectation,
    known?: Row,
  ): Promise<MergeResult> {
    const before = this.#movingIds.before(handle);
    if (before === undefined) return super.merge(handle, delta, expected, known);
    if (this.#isMoving) return this.#move(before);
    const result = await this.#from.merge(before, delta, expected);
    return result === "gone" ? this.#successorOf(before) : result;
  }

  override async upgrade(handle: string, from: Row, delta: Delta): Promise<UpgradeResult> {
    const before = this.#movingIds.before(handle);
    if (before === undefined) return super.upgrade(handle, from, delta);
    return this.#isMoving ? this.#move(before) : this.#successorOf(before);
  }

  override async move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult> {
    const [before, after] = [this.#movingIds.before(from), this.#movingIds.before(to)];
    if (before === undefined) return super.move(from, to, delta, lifetime);
    if (this.#isMoving || after === undefined) return this.#move(before);
    const moved = await this.#from.move(before, after, delta, this.#lifetimeBefore(lifetime));
    return moved ?? this.#successorOf(before);
  }

  override async rotate(rotation: Rotation, delta: Delta): Promise<MoveResult> {
    const before = this.#movingIds.before(rotation.from);
    if (before === undefined) return super.rotate(rotation, delta);
    if (this.#isMoving) return this.#move(before);
    throw noRotationError();
  }

  /** Where the session has gone, if it has moved, it must end too: whoever asked goes on there. */
  override async remove(handle: string): Promise<MovedSession | null> {
    const before = this.#movingIds.before(handle);
    if (before === undefined) return super.remove(handle);
    await this.#from.remove(before);
    return this.#successorOf(before);
  }

  /** @throws SessionStateError `ERR_SESSION_NO_REPLICAS` while sessions have the layout before */
  override replicated(replicas: number): SessionWriter {
    if (this.#isMoving) return super.replicated(replicas);
    const message = "Sessions that have not moved yet cannot wait for replicas: leave out the option wait";
    throw new SessionStateError("ERR_SESSION_NO_REPLICAS", message);
  }

  /** Moves a session that has not moved yet, and says where it is then. */
  async #move(before: string): Promise<MovedSession> {
    const [id] = this.#idsAfter(before);
    const key = this.keyOf(handleOf(id));
    const isMoved = await this.#from.moveInto(
      { key, rowFor: (row, now) => movedRow(row, this.settings, now) },
      before,
    );
    return isMoved ? { movedTo: sealSuccessor(id, this.#from.idOf(before)) } : this.#successorOf(before);
  }

  /** Where a session is, if it has moved: it is there or nowhere. */
  async #successorOf(before: string): Promise<MovedSession> {
    const [newest, ...older] = this.#idsAfter(before);
    let found = newest;
    for (const id of older) if (await super.read(handleOf(id), 0)) found = id;
    return { movedTo: sealSuccessor(found, this.#from.idOf(before)) };
  }

  #idsAfter(before: string): [string, ...string[]] {
    return this.#movingIds.after(this.#from.keyOf(before));
  }

  /** A session that begins in the layout before has the lifetimes of the store before. */
  #lifetimeBefore({ idle }: Lifetime): Lifetime {
    const { idleSeconds, absoluteSeconds } = this.#from.settings;
    return {
      idle: idle.fromMaxAge ? idle : { seconds: idleSeconds, fromMaxAge: false },
      absoluteSeconds,
    };
  }
}

function checkOptions(options: MovingStoreOptions): MovingStoreOptions {
  const { from, move } = options;
  const isStore = typeof from === "object" && from !== null && "moveInto" in from;
  if (!isStore) {
    throw new SessionConfigError("Store option from must be a ConnectRedisStore or a HertzStore");
  }
  if (typeof move !== "boolean") {
    throw new SessionConfigError(`Store option move must be true or false, found ${String(move)}`);
  }
  if ("client" in options) {
    throw new SessionConfigError("Store option client is that of the store in the option from: leave it out");
  }
  return options;
}
