import type { SessionStore } from "hertz-sessions";
import { KeyedQueue } from "../../pkg/sessions/src/core/keyed-queue.ts";
import { RecentMap } from "../../pkg/sessions/src/core/recent-map.ts";
import {
  ROW_OPERATIONS,
  INDEX_OPERATIONS,
  interceptStore,
} from "../../pkg/sessions/src/testing/store-calls.ts";
import type { StoreCall } from "../../pkg/sessions/src/testing/store-calls.ts";
import type { Scheduler } from "./scheduler.ts";

/** What is wrong with a store, given the true one; `null` for nothing. */
export type Flaw = ((store: SessionStore) => SessionStore) | null;

/** One replica: a store, and what a process holds beside it. */
export class PropertyReplica {
  readonly store: SessionStore;
  readonly #updates = new KeyedQueue<string | undefined>();
  readonly #retired = new RecentMap<true>(100);

  constructor(store: SessionStore) {
    this.store = store;
  }

  /** The store as one actor sees it: each call waits for its turn, in front of it is the flaw, and in front of that who observes. */
  storeFor(
    actor: number,
    scheduler: Scheduler,
    {
      flaw,
      observe,
    }: { flaw: Flaw; observe: (call: StoreCall, proceed: () => Promise<unknown>) => Promise<unknown> },
  ): SessionStore {
    const suspended = this.#viewOf(this.store);
    interceptStore(
      suspended,
      ({ operation }, proceed) => scheduler.call(actor, proceed, operation === "entries"), // which a revoke asks for until a bind is over
    );
    const flawed = flaw ? flaw(suspended) : suspended;
    const updates = new QueueOfActor(this.#updates, scheduler, actor);
    const observed = { ...this.#viewOf(flawed), updates, retired: this.#retired };
    // While an answer is judged nobody else moves, though this actor may wait with another call.
    interceptStore(observed, async (call, proceed) => {
      let isJudged = false;
      const answered = async (): Promise<unknown> => {
        const answer = await proceed();
        isJudged = true;
        scheduler.hold();
        return answer;
      };
      try {
        return await observe(call, answered);
      } finally {
        if (isJudged) scheduler.release();
      }
    });
    return observed;
  }

  /** Another object with the same operations. */
  #viewOf(store: SessionStore): SessionStore {
    const { kind, settings, ids, updates, retired, users } = store;
    const operations = bound(store, [...ROW_OPERATIONS, "now"]);
    return {
      kind,
      settings,
      ids,
      updates,
      retired,
      ...operations,
      users: users && bound(users, INDEX_OPERATIONS),
    };
  }
}

function bound<Target extends object, Name extends keyof Target>(
  target: Target,
  names: readonly Name[],
): Pick<Target, Name> {
  const entries = names.map((name) => [
    name,
    (target[name] as (...values: unknown[]) => unknown).bind(target),
  ]);
  return Object.fromEntries(entries) as Pick<Target, Name>;
}

/** The queue of a replica, in which an actor may wait for another one. */
class QueueOfActor extends KeyedQueue<string | undefined> {
  readonly #queue: KeyedQueue<string | undefined>;
  readonly #scheduler: Scheduler;
  readonly #actor: number;

  constructor(queue: KeyedQueue<string | undefined>, scheduler: Scheduler, actor: number) {
    super();
    this.#queue = queue;
    this.#scheduler = scheduler;
    this.#actor = actor;
  }

  override run(
    key: string,
    task: (before: { readonly result: string | undefined } | undefined) => Promise<string | undefined>,
  ): Promise<string | undefined> {
    this.#scheduler.block(this.#actor);
    return this.#queue.run(key, (before) => {
      this.#scheduler.unblock(this.#actor);
      return task(before);
    });
  }
}
