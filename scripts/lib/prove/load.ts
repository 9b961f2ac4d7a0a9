import { setTimeout as sleep } from "node:timers/promises";
import { poll } from "../poll.ts";
import { logIn, logOut, newAccount, register } from "./account.ts";
import { ask } from "./ask.ts";
import { sessionOf } from "./session-answer.ts";
import { Visitor } from "./visitor.ts";

/** How long a visitor looks at a page before the next. */
const pauseMs = 20;

/** A session under load, and what its requests were told. */
interface Client {
  readonly visitor: Visitor;
  /** Visits that were answered with 200. */
  answered: number;
}

/** What is there after the load, as one server sees it once nobody visits any more. */
export interface Aftermath {
  readonly requests: number;
  /** By what was answered instead of 200, how often. */
  readonly failures: ReadonlyMap<string, number>;
  readonly sessions: number;
  /** Sessions that answer no more. */
  readonly sessionsLost: number;
  /** Visits that were answered with 200, and visits that the sessions have counted. */
  readonly visitsAnswered: number;
  readonly visitsCounted: number;
  /** Visits that were answered and that their session has not counted. */
  readonly visitsLost: number;
  /** From the first visit to the last answer. */
  readonly durationMs: number;
}

/** Visitors that open the home page again and again, each with a session of its own of one user. */
export class Load {
  readonly #clients: Client[] = [];
  readonly #failures = new Map<string, number>();
  readonly #end = new AbortController();
  readonly #running: Promise<unknown>;
  readonly #begun = performance.now();
  #requests = 0;

  private constructor(visitors: readonly Visitor[]) {
    this.#clients = visitors.map((visitor) => ({ visitor, answered: 0 }));
    this.#running = Promise.all(this.#clients.map((client) => this.#visitAgainAndAgain(client)));
  }

  /** Signs the visitors in and begins. Gives undefined when they cannot sign in. */
  static async start(url: string, sessions: number): Promise<Load | undefined> {
    const account = newAccount();
    const visitors = Array.from({ length: sessions }, () => new Visitor(url));
    const [first] = visitors;
    if (first) await register(first, account);
    const answers = await Promise.all(visitors.map((visitor) => logIn(visitor, account)));
    return answers.every(({ summary }) => summary === "303 to /index.html") ? new Load(visitors) : undefined;
  }

  /** Resolves when as many more requests have been answered, or after half a minute. */
  async untilMore(requests: number): Promise<void> {
    const wanted = this.#requests + requests;
    await poll(() => this.#requests >= wanted, 30_000);
  }

  /** How many requests have ended. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * Ends the load, waits for the last answers, looks at each session on the server at this address, and signs the visitors
   * out.
   */
  async stop(server: string): Promise<Aftermath> {
    this.#end.abort();
    await this.#running;
    const durationMs = Math.round(performance.now() - this.#begun);
    const counts = await Promise.all(
      this.#clients.map(async ({ visitor: { cookie } }) => {
        const answer = await ask(`${server}/api/session`, { cookie });
        return sessionOf(answer)?.visits;
      }),
    );
    const answered = this.#clients.map((client) => client.answered);
    await Promise.all(this.#clients.map(({ visitor }) => logOut(visitor)));
    return {
      requests: this.#requests,
      failures: this.#failures,
      sessions: counts.length,
      sessionsLost: counts.filter((count) => count === undefined).length,
      visitsAnswered: sum(answered),
      visitsCounted: sum(counts.map((count) => count ?? 0)),
      visitsLost: sum(answered.map((visits, index) => Math.max(0, visits - (counts[index] ?? 0)))),
      durationMs,
    };
  }

  async #visitAgainAndAgain(client: Client): Promise<void> {
    while (!this.#end.signal.aborted) {
      const { summary } = await client.visitor.get("/index.html");
      this.#requests += 1;
      if (summary === "200") client.answered += 1;
      else this.#failures.set(summary, (this.#failures.get(summary) ?? 0) + 1);
      await sleep(pauseMs);
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
