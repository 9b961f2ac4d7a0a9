import { MAX_LIFETIME_SECONDS } from "../../core/settings/cookie-options.ts";
import { keyOfName } from "../../core/values/entry-name.ts";
import { SessionConfigError, SessionValueError } from "../../core/errors.ts";
import type { StoreOperation } from "../../core/errors.ts";
import type { IdCookies } from "../../core/id-cookie.ts";
import type { SessionIds } from "../../core/ids.ts";
import { KeyedQueue } from "../../core/keyed-queue.ts";
import { RecentMap } from "../../core/recent-map.ts";
import { conflictError } from "../../core/row/row-errors.ts";
import type { Row, RowHead } from "../../core/row/row.ts";
import { jsonSerializer } from "../../core/settings/serializer.ts";
import { SealedHandles } from "../../core/sealed-handles.ts";
import type { Delta, Expectation, Lifetime, MergeResult, MoveResult, StoredRow } from "../../core/store.ts";
import { idInSlot } from "../topology/id-in-slot.ts";
import { applyToMembers, entriesOf } from "./json-entries.ts";
import type { Members } from "./json-entries.ts";
import { LIFETIME_MEMBER, stamp, stampOf } from "./json-lifetime.ts";
import type { LifetimeStamp } from "./json-lifetime.ts";
import { membersOf, objectOf } from "./json-members.ts";
import type { JsonRowForm } from "./json-row-form.ts";
import { insertTextScript, moveTextScript, replaceTextScript } from "../scripts/json-scripts.ts";
import { RedisBackedStore } from "../redis-backed-store.ts";
import type { RedisBackedStoreOptions } from "../redis-backed-store.ts";
import { REFUSED } from "../scripts/scripts.ts";

/** What makes no sense with rows that other programs write, who know of neither users nor versions. */
const OPTIONS_OF_OWN_ROWS = ["maxSessionsPerUser", "whenFull", "dataVersion", "migrations"] as const;

/** What every store can be told whose rows other programs share. */
export interface JsonRowStoreOptions extends Omit<
  RedisBackedStoreOptions,
  (typeof OPTIONS_OF_OWN_ROWS)[number] | "absoluteTimeout"
> {
  /**
   * Seconds that a session lives however much it is used. Default: no end, and rows exactly as the other programs write them. With it, rows
   * that this store writes have one member more, `hertz-sessions`, by which it knows the end. Other programs keep the member, and do not heed it.
   */
  readonly absoluteTimeout?: number | undefined;
}

/** Names of flashes remembered at least, for a session that takes back flashes that it has just stored. */
const REMEMBERED_FLASHES = 1000;

/** A row: as it was read, or as it shall be. */
interface JsonRow {
  readonly members: Members;
  readonly head: RowHead;
}

/**
 * Keeps sessions in rows that are one JSON object each, as other programs have them, and shares them with those programs.
 *
 * A change reads the row, makes the new one in this process, and puts it in the place of the old one if that is still the text that was
 * read; else it begins again with what stands there now, until the deadline. So no change of another replica that does likewise is lost,
 * and what was removed meanwhile stays removed. JSON is never decoded in Redis.
 */
export abstract class JsonRowStore extends RedisBackedStore {
  protected abstract readonly form: JsonRowForm;

  /** How the cookies of this name carry its ids. */
  abstract cookiesOf(name: string, secrets: readonly string[]): IdCookies;

  readonly #handles: SealedHandles;
  readonly #isStamping: boolean;
  readonly #changes = new KeyedQueue<unknown>();
  /** The texts of flashes that this process stored, by handle and name. */
  readonly #flashes = new RecentMap<string>(REMEMBERED_FLASHES);

  /** @internal */
  get unlistedKeys(): readonly string[] {
    return this.form.own;
  }

  override readonly ids: SessionIds = {
    isId: (text) => this.form.ids.isId(text),
    handleOf: (id) => this.#handles.seal(id),
    create: (successorOf) => {
      const { ids, prefix } = this.form;
      if (successorOf === undefined || !this.topology.isSharded) return ids.create();
      return idInSlot(ids, prefix, successorOf);
    },
  };

  /** @throws SessionConfigError for an option that cannot work */
  protected constructor(options: RedisBackedStoreOptions, ownOptions: readonly string[]) {
    super({ ...options, absoluteTimeout: options.absoluteTimeout ?? MAX_LIFETIME_SECONDS }, ownOptions);
    for (const name of OPTIONS_OF_OWN_ROWS) {
      if (options[name] === undefined) continue;
      throw new SessionConfigError(
        `Store option ${name} cannot be used with rows that other programs share: leave it out`,
      );
    }
    this.#isStamping = options.absoluteTimeout !== undefined;
    this.#handles = new SealedHandles(this.settings.secrets[0] ?? "");
  }

  override async read(handle: string, renewMs: number): Promise<StoredRow | null> {
    const found = await this.fetch(handle, { renewMs: this.form.renewsOnRead ? renewMs : 0 });
    const row = found && this.#rowOf(handle, found.text);
    return (
      row && {
        head: row.head,
        entries: entriesOf(this.form.shown?.(row.members) ?? row.members),
        renewed: found.renewed,
      }
    );
  }

  override async renew(handle: string, lifeMs: number): Promise<void> {
    if (this.form.renewsOnRead) await super.renew(handle, lifeMs);
  }

  override async insert(
    handle: string,
    entries: ReadonlyMap<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null> {
    const delta = { clear: false, set: [...entries], remove: [], idle: lifetime.idle };
    const row = this.#changed(handle, new Map(), delta, this.#begin(handle, lifetime));
    const values = [this.#textOf(row), this.#lifeMs(handle, row)];
    const answer = await this.run("insert", insertTextScript, { keys: [this.keyOf(handle)], values });
    if (answer === REFUSED.exists) return null;
    this.#rememberFlashes(handle, delta);
    return row.head;
  }

  override async merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const retried = this.#rememberFlashes(handle, delta);
    const result = await this.#replace("merge", { handle }, ({ members, head }) => {
      const found = expected && members.get(keyOfName(expected.name) ?? "");
      if (expected && found !== expected.text) return { found };
      const isUnstamped = head.absoluteEnd === Infinity && this.#isStamping;
      const { absoluteSeconds } = this.settings;
      const times = isUnstamped ? this.#begin(handle, { absoluteSeconds }) : head;
      return this.#changed(handle, members, { ...delta, retried }, times);
    });
    if (result === null) return "gone";
    return "members" in result ? "merged" : result;
  }

  /** Never asked for: all rows count as of the one data version that there is without `migrations`. */
  override upgrade(): Promise<never> {
    return Promise.reject(new TypeError("Rows that other programs share have no data version"));
  }

  override async move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult> {
    const changes = { ...delta, idle: lifetime.idle };
    const result = await this.#replace<never>("move", { handle: from, to }, ({ members }) =>
      this.#changed(from, members, changes, this.#begin(from, lifetime)),
    );
    if (result) this.#rememberFlashes(to, delta);
    return result && result.head;
  }

  /**
   * @internal
   * Puts a session as it is now into the row of another layout, and takes it out of its own, in one step.
   *
   * @returns whether it was done; not for a session that is not there
   */
  async moveInto(layout: OtherLayout, handle: string): Promise<boolean> {
    return (await this.#replace<never>("move", { handle, layout }, (row) => row)) !== null;
  }

  /** @internal The id that stands in a row's key. */
  idOf(handle: string): string {
    return this.#handles.open(handle);
  }

  /** @internal */
  override keyOf(handle: string): string {
    return this.form.prefix + this.idOf(handle);
  }

  /** A session that begins now. */
  #begin(handle: string, { absoluteSeconds }: Pick<Lifetime, "absoluteSeconds">): LifetimeStamp {
    const createdAt = Math.floor(this.now(handle));
    return { createdAt, absoluteEnd: this.#isStamping ? createdAt + absoluteSeconds * 1000 : Infinity };
  }

  /** What stands under a handle, or `null` when it is no session, or one past its end. */
  #rowOf(handle: string, text: string): JsonRow | null {
    const members = membersOf(text);
    const now = this.now(handle);
    const idle = members && this.form.idleOf(members, now);
    if (!members || !idle) return this.damaged(handle, `it is no ${this.form.what}`);
    const { createdAt, absoluteEnd } = stampOf(members) ?? { createdAt: now, absoluteEnd: Infinity };
    if (absoluteEnd <= now) return null;
    return {
      members,
      head: { createdAt, absoluteEnd, idle, user: "", dataVersion: this.settings.dataVersion },
    };
  }

  #changed(handle: string, before: Members, delta: RetriedDelta, times: LifetimeStamp): JsonRow {
    const members = new Map(before);
    applyToMembers(members, delta, {
      own: [...this.form.own, LIFETIME_MEMBER],
      textOfFlash: (name) => this.#flashes.get(`${handle} ${name}`),
      isRetried: (name) => delta.retried?.has(name) ?? false,
    });
    const isGiven = delta.set.some(([name]) => this.form.own.includes(keyOfName(name) ?? ""));
    const idle = this.form.prepare(members, isGiven ? undefined : delta.idle, this.now(handle));
    stamp(members, times);
    const { createdAt, absoluteEnd } = times;
    return {
      members,
      head: { createdAt, absoluteEnd, idle, user: "", dataVersion: this.settings.dataVersion },
    };
  }

  /** What the application keeps in a row, without what is the form's. */
  #plainRow({ members, head }: JsonRow): Row {
    const own = this.form.own;
    return { head, entries: entriesOf(new Map([...members].filter(([member]) => !own.includes(member)))) };
  }

  #textOf({ members }: JsonRow): string {
    const text = objectOf(members);
    if (this.settings.serializer !== jsonSerializer && !membersOf(text)) throw noJsonError();
    const { maxLength } = this.settings;
    const bytes = maxLength > 0 ? Buffer.byteLength(text) : 0;
    if (bytes > maxLength) throw this.tooLargeError(bytes);
    return text;
  }

  #lifeMs(handle: string, { head }: JsonRow): number {
    return Math.max(1, Math.floor(Math.min(head.idle.seconds * 1000, head.absoluteEnd - this.now(handle))));
  }

  /**
   * Puts another row in the place of one, as often as others are faster. Changes of one row queue within a process, so that only other
   * processes can be in the way.
   *
   * @param change - the row as it shall be, or what to give up with
   * @returns the row as it was written, or what was given up with, or `null` when there is none (any more)
   */
  async #replace<Refusal extends object>(
    operation: StoreOperation,
    target: Pick<Attempt, "handle" | "to" | "layout">,
    change: (row: JsonRow) => JsonRow | Refusal,
  ): Promise<JsonRow | Refusal | null> {
    const dueAt = performance.now() + this.settings.deadlineMs;
    const work = this.#changes.run(target.handle, async () => {
      let text = (await this.fetch(target.handle, { operation, dueAt }))?.text;
      while (text !== undefined) {
        const row = this.#rowOf(target.handle, text);
        if (!row) return null;
        const next = change(row);
        if (!("members" in next)) return next;
        const found = await this.#tryReplace(operation, { ...target, dueAt, text }, next);
        if (found === "replaced") return next;
        text = found?.text;
      }
      return null;
    });
    return this.withinDeadline(operation, work as Promise<JsonRow | Refusal | null>);
  }

  /** @returns whether it was replaced, or the text found instead; `undefined` when there is none, or none that is text */
  async #tryReplace(
    operation: StoreOperation,
    { handle, to, layout, dueAt, text }: Attempt,
    next: JsonRow,
  ): Promise<"replaced" | { readonly text: string } | undefined> {
    if (performance.now() >= dueAt) throw conflictError(this.settings.deadlineMs);
    const from = this.keyOf(handle);
    const other = layout?.key ?? (to === undefined ? undefined : this.keyOf(to));
    const keys = other === undefined ? ([from] as const) : ([from, other] as const);
    const written = layout?.rowFor(this.#plainRow(next), this.now(handle)) ?? {
      text: this.#textOf(next),
      lifeMs: this.#lifeMs(handle, next),
    };
    const values = [text, written.text, written.lifeMs];
    const script = other === undefined ? replaceTextScript : moveTextScript;
    const answer = await this.run(operation, script, { keys, values, dueAt });
    if (answer === 1) return "replaced";
    if (!Array.isArray(answer)) return undefined;
    const found = String(answer[1]);
    if (found !== text) return { text: found };
    this.damaged(handle, "it is no UTF-8"); // Redis tells them apart and this process does not
    return undefined;
  }

  /** @returns the names of those that were remembered before: an earlier try to store them has failed */
  #rememberFlashes(handle: string, { set }: Delta): ReadonlySet<string> {
    const before = new Set<string>();
    for (const [name, text] of set) {
      if (!name.startsWith("~")) continue;
      if (this.#flashes.has(`${handle} ${name}`)) before.add(name);
      this.#flashes.set(`${handle} ${name}`, text);
    }
    return before;
  }
}

/** A delta, and the names of flashes in it that an earlier try may have stored. */
interface RetriedDelta extends Delta {
  readonly retried?: ReadonlySet<string> | undefined;
}

/** Rows of another layout in the same Redis, and where one session is to stand there. */
export interface OtherLayout {
  /** In the slot of the row that moves. */
  readonly key: string;
  /** @param now - Redis's clock */
  rowFor(row: Row, now: number): { readonly text: string; readonly lifeMs: number };
}

/** One try to put a row in the place of `text`: under the same key, that of another handle, or that of another layout. */
interface Attempt {
  readonly handle: string;
  readonly to?: string | undefined;
  readonly layout?: OtherLayout | undefined;
  readonly dueAt: number;
  readonly text: string;
}

function noJsonError(): SessionValueError {
  const message =
    "Cannot store the session: its serializer gave a text that is no JSON, which the row is made of";
  return new SessionValueError("ERR_SESSION_VALUE", message);
}
