import { setImmediate as turn } from "node:timers/promises";

/** Milliseconds after which an actor counts as stuck. */
const STUCK_MS = 10_000;

/** Something that waits for its turn. */
interface Waiting {
  readonly actor: number;
  /** Whether it looks again at what somebody else must finish: then everybody else goes before it. */
  readonly isRepeated: boolean;
  readonly go: () => Promise<void>;
}

/**
 * Lets one thing happen at a time: every actor stops in front of each of its calls of the store, and the order says who goes on. The next
 * choice is made when nothing can move any more, so a program and its order always give the same run.
 */
export class Scheduler {
  readonly #order: readonly number[];
  readonly #waiting: Waiting[] = [];
  /** How many things an actor that has begun waits for; an actor that has ended is not in it. */
  readonly #blocked = new Map<number, number>();
  #chosen = 0;
  #running = 0;

  constructor(order: readonly number[]) {
    this.#order = order;
  }

  /** An actor that begins when it is its turn. */
  add(actor: number, act: () => Promise<void>): void {
    this.#waiting.push({
      actor,
      isRepeated: false,
      go: async () => {
        this.#blocked.set(actor, 0);
        await act();
        this.#blocked.delete(actor);
      },
    });
  }

  /** Carries a call of an actor out when it is its turn. */
  call<Result>(actor: number, run: () => Promise<Result>, isRepeated = false): Promise<Result> {
    this.block(actor);
    return new Promise((resolve, reject) => {
      const go = async (): Promise<void> => {
        this.unblock(actor);
        this.#running += 1;
        try {
          resolve(await run());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        } finally {
          this.#running -= 1;
        }
      };
      this.#waiting.push({ actor, isRepeated, go });
    });
  }

  /** Lets nobody have a turn until `release()`. */
  hold(): void {
    this.#running += 1;
  }

  release(): void {
    this.#running -= 1;
  }

  /** Says that an actor waits for another one, in front of which it does not stop. */
  block(actor: number): void {
    this.#blocked.set(actor, (this.#blocked.get(actor) ?? 0) + 1);
  }

  unblock(actor: number): void {
    this.#blocked.set(actor, (this.#blocked.get(actor) ?? 0) - 1);
  }

  /** Runs all actors to their end. @throws what one of them throws */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    while (this.#waiting.length > 0 && failures.length === 0) {
      this.#waiting.sort(inTurn);
      const choice = (this.#order[this.#chosen] ?? 0) % this.#waiting.length;
      this.#chosen += 1;
      const [next] = this.#waiting.splice(choice, 1);
      next?.go().catch((error: unknown) => failures.push(error));
      const startedAt = performance.now();
      do {
        await turn();
        if (performance.now() - startedAt > STUCK_MS) throw new Error("An actor neither stops nor ends");
      } while (failures.length === 0 && !this.#isStill());
    }
    if (failures.length > 0) throw failures[0];
  }

  #isStill(): boolean {
    return this.#running === 0 && [...this.#blocked.values()].every((count) => count > 0);
  }
}

function inTurn(one: Waiting, other: Waiting): number {
  return Number(one.isRepeated) - Number(other.isRepeated) || one.actor - other.actor;
}
