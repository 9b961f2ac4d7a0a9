import type { IdleTimeout } from "../../core/row/row.ts";
import type { PlainIds } from "../topology/id-in-slot.ts";
import type { Members } from "./json-entries.ts";

/** What rows of one kind are like. */
export interface JsonRowForm {
  /** What a row is, in words: "session of connect-redis". */
  readonly what: string;
  /** What keys begin with; the id stands behind it. */
  readonly prefix: string;
  readonly ids: PlainIds;
  /** Members that the form has by itself. A session can read them, and change them as far as `prepare` lets it; it does not list them. */
  readonly own: readonly string[];
  /** What a session reads of the members, if that is something else. */
  shown?(members: ReadonlyMap<string, string>): ReadonlyMap<string, string>;
  /** Whether a read may renew a session. */
  readonly renewsOnRead: boolean;
  /** How long a session lives without being used; `undefined` when the row is none of a session. @param now - Redis's clock */
  idleOf(members: ReadonlyMap<string, string>, now: number): IdleTimeout | undefined;
  /**
   * Brings the form's own members up to date for a write.
   *
   * @param idle - the idle timeout from now on; `undefined` keeps the row's
   * @returns the idle timeout that the row has then
   * @throws SessionValueError for a member that cannot be
   */
  prepare(members: Members, idle: IdleTimeout | undefined, now: number): IdleTimeout;
}
