import { rowAt } from "../support/row-at.ts";
import type { Row, SessionStore } from "hertz-sessions";
import type { RequestModel } from "./request-model.ts";
import type { StoreModel, ModelRow } from "./store-model.ts";
import { expectKept } from "./violation.ts";
import type { Trace } from "./violation.ts";

/** An entry that an actor made in an index of users, for a row that it is about to write. */
interface BindAttempt {
  readonly user: string;
  readonly handle: string;
  readonly movesFrom: string;
  /** A revoke has come between: the session must not live. */
  isCondemned: boolean;
  /** That revoke has resolved. */
  isOver: boolean;
}

/** What one actor is about. */
export interface ActorState {
  readonly index: number;
  readonly request: RequestModel;
  acting: string;
  /** Calls of the store that it made for what it is about. */
  calls: number;
  /** Whether what it is about must be told that the session is gone. */
  mustBeGone: boolean;
  attempt: BindAttempt | undefined;
  /** What its last `update()` has stored. */
  updated: string | undefined;
  /** Sessions that it removed with the index of users. */
  removed: number;
  /** What a revoke has condemned. */
  readonly condemned: { user: string; handles: Set<string>; attempts: BindAttempt[] };
}

/** All that one run knows. */
export interface RunState {
  readonly model: StoreModel;
  readonly trace: Trace;
  readonly actors: ActorState[];
  /** Where sessions went that got another handle: by the one before, the one after. */
  readonly movedTo: Map<string, string>;
  /** Users whose sessions were revoked. */
  readonly revoked: Set<string>;
  /** A store that does not wait for a turn. */
  readonly witness: SessionStore;
}

/** Expects that the store holds what the model says under a handle. */
export async function compareWithStore({ model, trace, witness }: RunState, handle: string): Promise<void> {
  const found = await rowAt(witness, handle);
  compareRows(trace, found, model.row(handle));
}

/** Expects that a row is what the model says. */
export function compareRows(trace: Trace, found: Row | null, expected: ModelRow | undefined): void {
  if (!expected) {
    expectKept(trace, found === null, "a session that has ended is alive");
    return;
  }
  expectKept(trace, found !== null, "a living session is not found");
  trace.expectEqual(
    valuesOf(found),
    new Map(expected.values),
    "the session holds other values than were saved",
  );
  trace.expectEqual(flashesOf(found), expected.flashes, "the session holds other flashes than were saved");
  trace.expectEqual(found.head.user, expected.user, "the session belongs to another user");
}

function valuesOf({ entries }: Row): Map<unknown, string> {
  const values = [...entries].filter(([name]) => name.startsWith('"'));
  return new Map(values.map(([name, text]) => [JSON.parse(name), text]));
}

function flashesOf({ entries }: Row): unknown[] {
  return [...entries].filter(([name]) => name.startsWith("~")).map(([, text]) => JSON.parse(text));
}
