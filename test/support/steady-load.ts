import { SteadyRate } from "./steady-rate.ts";

/** How one request of a load ended. */
export interface LoadAnswer {
  readonly write: boolean;
  /** Which of the sessions asked. */
  readonly session: number;
  /** 0 when there was no answer. */
  readonly status: number;
  /** When it was sent, and when its answer was whole, as `performance.now()` has it. */
  readonly begunAt: number;
  readonly endedAt: number;
}

export interface SteadyLoadOptions {
  /** Where nginx answers, with replicas that count behind it (counting-replica.ts). */
  readonly url: string;
  readonly perSecond: number;
  readonly sessions: number;
  /** Every so many requests one is a write, which takes 300 ms. */
  readonly writeEvery: number;
}

/** Sessions that ask at a steady rate, however long answers take, and remember how each request ended. */
export class SteadyLoad {
  readonly answers: LoadAnswer[] = [];
  readonly #options: SteadyLoadOptions;
  readonly #cookies: readonly string[];
  readonly #rate: SteadyRate;

  private constructor(options: SteadyLoadOptions, cookies: readonly string[]) {
    this.#options = options;
    this.#cookies = cookies;
    const { perSecond, sessions, writeEvery } = options;
    this.#rate = new SteadyRate(perSecond, (n) => this.#ask(n % sessions, n % writeEvery === 0));
  }

  static async start(options: SteadyLoadOptions): Promise<SteadyLoad> {
    const begun = Array.from({ length: options.sessions }, () => begin(options.url));
    return new SteadyLoad(options, await Promise.all(begun));
  }

  /** Asks no more, waits for what was asked, and gives the answers. */
  async stop(): Promise<readonly LoadAnswer[]> {
    await this.#rate.stop();
    return this.answers;
  }

  /** What each session counts now; NaN for one that is lost. */
  async counts(): Promise<number[]> {
    return Promise.all(
      this.#cookies.map(async (cookie) => {
        const response = await fetch(`${this.#options.url}/count`, { headers: { cookie } });
        const body = (await response.json()) as { count?: number };
        return response.status === 200 ? (body.count ?? NaN) : NaN;
      }),
    );
  }

  /** How many writes of each session were acknowledged, and how many may have been carried out or not. */
  writes(): { readonly acknowledged: number[]; readonly failed: number[] } {
    const count = (session: number, ok: boolean): number =>
      this.answers.filter((a) => a.write && a.session === session && (a.status === 200) === ok).length;
    return {
      acknowledged: this.#cookies.map((_, session) => count(session, true)),
      failed: this.#cookies.map((_, session) => count(session, false)),
    };
  }

  async #ask(session: number, write: boolean): Promise<void> {
    const begunAt = performance.now();
    let status = 0;
    try {
      const headers = { cookie: this.#cookies[session] ?? "", "content-type": "text/plain" };
      const response = write
        ? await fetch(`${this.#options.url}/count?ms=300`, { method: "POST", headers, body: "+1" })
        : await fetch(`${this.#options.url}/count`, { headers });
      await response.arrayBuffer();
      ({ status } = response);
    } catch {
      // No answer: status 0.
    }
    this.answers.push({ write, session, status, begunAt, endedAt: performance.now() });
  }
}

async function begin(url: string): Promise<string> {
  const response = await fetch(`${url}/begin`, { method: "POST" });
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0];
  if (cookie === undefined) throw new Error(`No session could be begun: status ${response.status}`);
  return cookie;
}
