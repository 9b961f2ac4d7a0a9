import { hash } from "node:crypto";
import { decodeRow } from "../core/row/row.ts";
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
import {
  NOT_ENTERED,
  condemnScript,
  confirmScript,
  enterScript,
  entriesScript,
  inspectScript,
  leaveScript,
  markScript,
  removeOfScript,
} from "./scripts/index-scripts.ts";
import { movedIn } from "./scripts/row-answers.ts";
import { REFUSED } from "./scripts/scripts.ts";
import type { Script } from "./commands/script.ts";

/** What an index needs of the store around it. */
export interface IndexSurroundings {
  readonly keyPrefix: string;
  /** The key of a session. */
  keyOf(handle: string): string;
  /** Runs a script on one key, with the deadline in front of its values. */
  run(script: Script, key: string, values: readonly (string | number)[]): Promise<unknown>;
}

/** Characters of a user's SHA-256 in the key of the index: 132 bits. */
const USER_LENGTH = 22;

/** Keeps the index of each user in Redis, as a hash. See `docs/decisions/0006-user-index.md`. */
export class RedisUserIndex implements UserIndex {
  readonly #store: IndexSurroundings;

  constructor(store: IndexSurroundings) {
    this.#store = store;
  }

  async mark(user: string): Promise<string> {
    const [epoch] = (await this.#run(markScript, user)) as [string];
    return epoch;
  }

  async enter(user: string, entry: NewIndexEntry, limit: IndexLimit): Promise<EnterResult> {
    const { handle, movesFrom, lastsMs, pendingMs, mark } = entry;
    const wanted = mark === undefined ? "-" : `=${mark}`;
    const values = [handle, movesFrom || "-", Math.ceil(lastsMs), pendingMs, wanted];
    const answer = await this.#run(enterScript, user, ...values, limit.most, limit.evicts ? 1 : 0);
    const [result, evicted] = answer as [number | string, unknown];
    if (result === NOT_ENTERED.full || result === NOT_ENTERED.condemned) return result;
    return { isLong: Number(result) === 1, evicted: decodeEntries(evicted) };
  }

  async confirm(user: string, handle: string): Promise<boolean> {
    return (await this.#run(confirmScript, user, handle)) === 1;
  }

  async leave(user: string, entries: readonly LeavingEntry[]): Promise<void> {
    const pairs = entries.flatMap(({ handle, seen }) => [handle, typeof seen === "string" ? seen : ""]);
    await this.#run(leaveScript, user, ...pairs);
  }

  async condemn(user: string, which: WhichSessions, keepMs: number): Promise<readonly IndexEntry[]> {
    return decodeEntries(await this.#run(condemnScript, user, ...wordsOf(which), keepMs));
  }

  async entries(user: string): Promise<readonly IndexEntry[]> {
    return decodeEntries(await this.#run(entriesScript, user));
  }

  async inspect(handle: string): Promise<InspectedRow | null> {
    const answer = await this.#store.run(inspectScript, this.#store.keyOf(handle), []);
    if (answer === REFUSED.gone || movedIn(answer)) return null;
    const [text, lifeMs] = answer as [string, number | string];
    const row = decodeRow(text);
    return typeof row === "object" && "head" in row ? { ...row, lifeMs: Number(lifeMs) } : null;
  }

  async removeOf(user: string, handle: string): Promise<boolean> {
    const values = [encodeURIComponent(user)];
    return (await this.#store.run(removeOfScript, this.#store.keyOf(handle), values)) === 1;
  }

  /** The braces hold the user, so that indexes spread over the slots of Redis Cluster. "@" tells them from the keys of sessions. */
  #run(script: Script, user: string, ...values: (string | number)[]): Promise<unknown> {
    const name = hash("sha256", user, "base64url").slice(0, USER_LENGTH);
    return this.#store.run(script, `${this.#store.keyPrefix}@{${name}}`, values);
  }
}

function wordsOf(which: WhichSessions): [kind: string, handle: string] {
  if (which === "all") return ["all", ""];
  return "handle" in which ? ["handle", which.handle] : ["except", which.except];
}

/** Entries as every script answers them: its time, the epoch, and the six fields of each entry. */
function decodeEntries(answer: unknown): IndexEntry[] {
  const [now = "0", epoch, ...fields] = answer as string[];
  const entries: IndexEntry[] = [];
  for (let index = 0; index < fields.length; index += 6) {
    const [handle = "", state = "", boundAt, end, pending, from = "-"] = fields.slice(index, index + 6);
    const isPending = Number(pending) > Number(now);
    entries.push({
      handle,
      boundAt: Number(boundAt),
      isPending,
      isCondemned: state !== epoch,
      movesFrom: isPending && from !== "-" ? from : "",
      seen: [state, boundAt, end, pending, from].join(" "),
    });
  }
  return entries;
}
