import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type {
  Delta,
  Expectation,
  MergeResult,
  MoveResult,
  MovedSession,
  Rotation,
  StoredRow,
} from "hertz-sessions";
import { MemoryStore } from "hertz-sessions/memory";
import type { MemoryStoreOptions } from "hertz-sessions/memory";
import { contractCases, runContractCase } from "hertz-sessions/testing";
import type { ContractCase } from "hertz-sessions/testing";

// Stores that rotate in a wrong way, each in one: the contract must tell every one of them from the true store.

/** Copies the row to the new id, and leaves the old one alive for ever. */
class CopyingStore extends MemoryStore {
  override async rotate({ from, to }: Rotation, delta: Delta): Promise<MoveResult> {
    const row = await super.read(from, 0);
    if (!row || "movedTo" in row) return row;
    await super.insert(to.handle, row.entries, {
      idle: row.head.idle,
      absoluteSeconds: 43_200,
      user: row.head.user,
    });
    await super.merge(to.handle, delta);
    return row.head;
  }
}

/** Ends the old id at once, and the session begins anew, as with regenerate(). */
class RegeneratingStore extends MemoryStore {
  override rotate({ from, to, user }: Rotation, delta: Delta): Promise<MoveResult> {
    const { idleSeconds, absoluteSeconds } = this.settings;
    const idle = { seconds: idleSeconds, fromMaxAge: false };
    return super.move(from, to.handle, delta, { idle, absoluteSeconds, user });
  }
}

/** Leads reads to the new id, and tells writes that the session has gone. */
class ReadOnlyPointerStore extends MemoryStore {
  override async merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const result = await super.merge(handle, delta, expected);
    return typeof result === "object" && "movedTo" in result ? "gone" : result;
  }
}

/** Takes the pointer away when the session is to be removed, and says that it has gone. */
class DeafStore extends MemoryStore {
  override async remove(handle: string): Promise<null> {
    await super.remove(handle);
    return null;
  }
}

/** Forgets what the request changed that rotates. */
class ForgetfulStore extends MemoryStore {
  override rotate(rotation: Rotation): Promise<MoveResult> {
    return super.rotate(rotation, { clear: false, set: [], remove: [], idle: undefined });
  }
}

/** Leads from an old id to the session for as long as that lives. */
class EndlessPointerStore extends MemoryStore {
  readonly #pointers = new Map<string, MovedSession>();

  override async read(handle: string, renewMs: number): Promise<StoredRow | MovedSession | null> {
    const found = await super.read(handle, renewMs);
    if (found && "movedTo" in found) this.#pointers.set(handle, found);
    return found ?? this.#pointers.get(handle) ?? null;
  }
}

/** Does not write down since when a session has its id. */
class AgelessStore extends MemoryStore {
  override async read(handle: string, renewMs: number): Promise<StoredRow | MovedSession | null> {
    const found = await super.read(handle, renewMs);
    return found && "head" in found ? { ...found, head: { ...found.head, rotatedAt: undefined } } : found;
  }
}

/** Rotates whatever its index of users says. */
class OtherUsersStore extends MemoryStore {
  override async rotate(rotation: Rotation, delta: Delta): Promise<MoveResult> {
    const result = await super.rotate(rotation, delta);
    return result && "boundTo" in result
      ? super.rotate({ ...rotation, user: result.boundTo }, delta)
      : result;
  }
}

type StoreClass = new (options: MemoryStoreOptions) => MemoryStore;

const cases = contractCases.filter(({ ability }) => ability === "rotate");

/** Whether stores of this class keep one promise. A case that does not end by itself is not kept. */
async function keeps(contractCase: ContractCase, Store: StoreClass): Promise<boolean> {
  const running = runContractCase(contractCase, async (options) => {
    const store = new Store(options);
    return { first: store, second: store, close: () => Promise.resolve() };
  });
  const judged = running.then(
    () => true,
    () => false,
  );
  return Promise.race([judged, wait(10_000, false, { ref: false })]);
}

/** The promises that stores of this class break. */
async function brokenBy(Store: StoreClass): Promise<string[]> {
  const kept = await Promise.all(cases.map((contractCase) => keeps(contractCase, Store)));
  return cases.filter((_case, index) => !kept[index]).map(({ rule, name }) => `${rule}: ${name}`);
}

describe("rotation in the session store contract", () => {
  it("is kept by MemoryStore", async () => {
    expect(await brokenBy(MemoryStore)).toEqual([]);
  });

  it.each<[string, StoreClass, string[]]>([
    [
      "that copies the row",
      CopyingStore,
      [
        "S5: rotate() moves all values to a new id, those saved meanwhile too, and the session neither begins anew nor lasts longer",
        "S5: the cookie from before a rotate() leads to the session, and the response replaces it by the new one",
        "S5: a cookie leads through several rotate() to the session",
        "S5: a save in flight on the old id is stored under the new one after rotate()",
        "S5: an update in flight on the old id is stored under the new one after rotate()",
        "S5: a clear() in flight on the old id removes what stands under the new one after rotate()",
        "S5: a bind in flight on the old id binds the session under the new one after rotate()",
        "S5: a destroy in flight on the old id ends the session under the new one after rotate()",
        "S5: a regenerate in flight on the old id moves the session on, and the ids before are dead at once",
        "S5: of two rotate() at once both get the same new id, and the changes of both are stored",
        "S5: no id that a session ever had leads to it once it was destroyed, or has another one from regenerate()",
        "S5: a session that is bound stays its user's when it is rotated: listed once, and ended by a revoke under every id",
        "S5: a rotate() of a session that another request has bound meanwhile leaves it in its user's list",
        "S5: a bind stands that a rotate() crosses between its row and its entry",
        "S11: revoke() of all but a session spares it by the handle from before a rotate(), or several",
        "S11: revoke() of one session ends it by the handle from before a rotate(), or several",
        "S7: an id from before a rotate() leads nowhere once its grace is over, however often it was used, and the new one lives",
        "S7: when requests at once find an id older than rotateAfter, each has the session, and what each saves is stored",
      ],
    ],
    [
      "that regenerates",
      RegeneratingStore,
      [
        "S5: rotate() moves all values to a new id, those saved meanwhile too, and the session neither begins anew nor lasts longer",
        "S5: the cookie from before a rotate() leads to the session, and the response replaces it by the new one",
        "S5: a cookie leads through several rotate() to the session",
        "S5: a save in flight on the old id is stored under the new one after rotate()",
        "S5: an update in flight on the old id is stored under the new one after rotate()",
        "S5: a clear() in flight on the old id removes what stands under the new one after rotate()",
        "S5: a bind in flight on the old id binds the session under the new one after rotate()",
        "S5: a destroy in flight on the old id ends the session under the new one after rotate()",
        "S5: a regenerate in flight on the old id moves the session on, and the ids before are dead at once",
        "S5: of two rotate() at once both get the same new id, and the changes of both are stored",
        "S5: a bind stands that a rotate() crosses between its row and its entry",
        "S11: revoke() of all but a session spares it by the handle from before a rotate(), or several",
        "S11: revoke() of one session ends it by the handle from before a rotate(), or several",
        "S7: when requests at once find an id older than rotateAfter, each has the session, and what each saves is stored",
      ],
    ],
    [
      "whose pointers are for reads only",
      ReadOnlyPointerStore,
      [
        "S5: a save in flight on the old id is stored under the new one after rotate()",
        "S5: an update in flight on the old id is stored under the new one after rotate()",
        "S5: a clear() in flight on the old id removes what stands under the new one after rotate()",
        "S5: a bind in flight on the old id binds the session under the new one after rotate()",
      ],
    ],
    [
      "that removes a pointer for the session",
      DeafStore,
      ["S5: a destroy in flight on the old id ends the session under the new one after rotate()"],
    ],
    [
      "that forgets the changes of the request that rotates",
      ForgetfulStore,
      [
        "S5: rotate() moves all values to a new id, those saved meanwhile too, and the session neither begins anew nor lasts longer",
        "S5: of two rotate() at once both get the same new id, and the changes of both are stored",
      ],
    ],
    [
      "whose pointers do not end",
      EndlessPointerStore,
      [
        "S7: an id from before a rotate() leads nowhere once its grace is over, however often it was used, and the new one lives",
      ],
    ],
    [
      "that does not know how old an id is",
      AgelessStore,
      [
        "S7: with rotateAfter a session gets another id when its own is older, and not again before that is, even if it is cleared",
      ],
    ],
    [
      "that does not ask whose the session is",
      OtherUsersStore,
      ["S5: a rotate() of a session that another request has bound meanwhile leaves it in its user's list"],
    ],
  ])("is broken by a store %s, in exactly these promises", async (_name, Store, broken) => {
    expect(await brokenBy(Store)).toEqual(broken);
  });
});
