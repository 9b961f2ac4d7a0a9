import { setTimeout as wait } from "node:timers/promises";

import { LedgerEntry } from "./ledger.ts";
import type { Reading } from "./ledger.ts";

/** What became of one request. */
export interface Outcome {
  /** Milliseconds by `performance.now()`. */
  readonly startedAt: number;
  readonly tookMs: number;
  /** Whether it was answered, and not with a 5xx. */
  readonly ok: boolean;
}

/** Milliseconds after which a client gives up. */
const CLIENT_PATIENCE_MS = 15_000;
/** How often a visitor tries to sign in before the fault. */
const SIGN_IN_TRIES = 10;

/** The people who use an application: each has a session and does one thing at a time with it. */
export class Visitors {
  /** All sessions that were ever begun, those that have ended too. */
  readonly ledger: LedgerEntry[] = [];
  readonly outcomes: Outcome[] = [];
  readonly #idle: (LedgerEntry | string)[];
  readonly #urls: () => readonly string[];
  /** The cookie that each user's browser has last been given. It sends it at the next login too. */
  readonly #cookies = new Map<string, string>();
  #turn = 0;

  /** @param urls - where the replicas are just now */
  constructor(count: number, urls: () => readonly string[]) {
    this.#idle = Array.from({ length: count }, (_, index) => `user-${index}`);
    this.#urls = urls;
  }

  /**
   * Signs everybody in, before the fault. Who is refused tries again: a client of a cluster may not know all of it yet when it starts.
   *
   * @throws Error when not everybody has been let in after `SIGN_IN_TRIES`
   */
  async signIn(): Promise<void> {
    for (let tries = 0; tries < SIGN_IN_TRIES; tries += 1) {
      if (tries > 0) await wait(500);
      const visitors = this.#idle.splice(0);
      await Promise.all(visitors.map((visitor) => this.#admit(visitor)));
      if (this.ledger.length === visitors.length) {
        this.outcomes.length = 0;
        return;
      }
    }
    throw new Error("Not everybody could sign in before the fault");
  }

  /** Lets whoever is idle longest do one thing: mostly read or write, now and then sign out, or in. */
  async act(): Promise<void> {
    const visitor = this.#idle.shift();
    if (visitor === undefined) return; // everybody waits for an answer
    this.#turn += 1;
    if (typeof visitor === "string") return this.#login(visitor);
    if (this.#turn % 20 === 0) return this.#logout(visitor);
    visitor.acts += 1;
    return visitor.acts % 2 === 0 ? this.#read(visitor) : this.#write(visitor);
  }

  /** What every session shows now. */
  async readings(url: string): Promise<Map<LedgerEntry, Reading>> {
    const readings = new Map<LedgerEntry, Reading>();
    for (const entry of this.ledger) {
      const response = await request(`${url}/read`, "GET", entry.cookie);
      readings.set(entry, await readingOf(response));
    }
    return readings;
  }

  async #admit(visitor: LedgerEntry | string): Promise<void> {
    if (typeof visitor === "string") return this.#login(visitor);
    this.#idle.push(visitor);
  }

  async #login(user: string): Promise<void> {
    const response = await this.#ask(`/login?user=${user}`, "POST", this.#cookies.get(user));
    const cookie = response?.headers.getSetCookie()[0]?.split(";")[0];
    if (response?.status !== 200 || cookie === undefined) return void this.#idle.push(user);
    const entry = new LedgerEntry(user, cookie);
    this.ledger.push(entry);
    this.#cookies.set(user, cookie);
    this.#idle.push(entry);
  }

  async #read(entry: LedgerEntry): Promise<void> {
    const response = await this.#ask("/read", "GET", entry.cookie);
    if (response?.status === 401) return this.#denied(entry);
    const reading = await readingOf(response);
    if (typeof reading === "object") entry.compare(reading.n);
    this.#idle.push(entry);
  }

  async #write(entry: LedgerEntry): Promise<void> {
    entry.attempted += 1;
    const n = entry.attempted;
    const response = await this.#ask(`/write?n=${n}`, "POST", entry.cookie);
    if (response?.status === 401) return this.#denied(entry);
    if (response?.status === 200) entry.acknowledged = n;
    this.#idle.push(entry);
  }

  async #logout(entry: LedgerEntry): Promise<void> {
    entry.end = "attempted";
    const response = await this.#ask("/logout", "POST", entry.cookie);
    if (response?.status === 200) entry.end = "acknowledged";
    this.#idle.push(entry.user);
  }

  #denied(entry: LedgerEntry): void {
    entry.wasDenied = true;
    this.#idle.push(entry.user);
  }

  async #ask(path: string, method: string, cookie?: string): Promise<Response | undefined> {
    const urls = this.#urls();
    const startedAt = performance.now();
    const response = await request(`${urls[this.#turn % urls.length]}${path}`, method, cookie);
    const tookMs = performance.now() - startedAt;
    this.outcomes.push({ startedAt, tookMs, ok: response !== undefined && response.status < 500 });
    return response;
  }
}

/** The answer with its body read, or `undefined` when there was none in time. */
async function request(url: string, method: string, cookie?: string): Promise<Response | undefined> {
  try {
    const response = await fetch(url, {
      method,
      headers: cookie === undefined ? {} : { cookie },
      signal: AbortSignal.timeout(CLIENT_PATIENCE_MS),
    });
    const body = await response.text();
    return new Response(body === "" ? null : body, { status: response.status, headers: response.headers });
  } catch {
    return undefined;
  }
}

async function readingOf(response: Response | undefined): Promise<Reading> {
  if (response?.status === 401) return "anonymous";
  if (response?.status !== 200) return "failed";
  return (await response.json()) as Reading;
}
