import type { MigratingReplica } from "./migrating-replica.ts";
import { MigratingVisitor } from "./migrating-visitor.ts";

/** Starts a replica of some kind. */
export type StartReplica = () => Promise<MigratingReplica>;

/** A replica, and the requests that were given to it. */
interface Member {
  readonly replica: MigratingReplica;
  readonly asked: Set<Promise<unknown>>;
}

/** The replicas that are in service. Each request goes to the next, as behind a load balancer. */
export class ReplicaPool {
  readonly #members: Member[] = [];
  #next = 0;

  static async start(kinds: readonly StartReplica[]): Promise<ReplicaPool> {
    const pool = new ReplicaPool();
    for (const start of kinds) pool.#members.push({ replica: await start(), asked: new Set() });
    return pool;
  }

  /** Lets the next replica answer a request. */
  async ask<Result>(request: (replica: MigratingReplica) => Promise<Result>): Promise<Result> {
    const member = this.#members[(this.#next += 1) % this.#members.length];
    if (!member) throw new RangeError("No replica is in service");
    const answer = request(member.replica);
    member.asked.add(answer);
    try {
      return await answer;
    } finally {
      member.asked.delete(answer);
    }
  }

  /** Replaces one after another, each by a replica of this kind; requests that are under way are answered. */
  async replaceAll(start: StartReplica, pause: () => Promise<void>): Promise<void> {
    for (const [index, { replica, asked }] of [...this.#members].entries()) {
      this.#members[index] = { replica: await start(), asked: new Set() };
      await Promise.allSettled(asked);
      await replica.close();
      await pause();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ replica }) => replica.close()));
  }
}

/** What one visitor met under load. */
export interface LoadReport {
  /** Requests that were answered. */
  readonly requests: number;
  /** What should not have happened, in words. */
  readonly faults: readonly string[];
}

/** A visitor who signs in, leaves keys in the session, request after request, and looks whether all are still there. */
export class SteadyVisitor {
  readonly #pool: ReplicaPool;
  readonly #visitor = new MigratingVisitor();
  readonly #user: string;
  readonly #keys: string[] = [];
  readonly #faults: string[] = [];
  #requests = 0;
  #round: Promise<unknown> = Promise.resolve();
  /** How many requests are sent at once. More than one only while every replica writes no more than what changed. */
  atOnce = 1;

  constructor(pool: ReplicaPool, user: string) {
    this.#pool = pool;
    this.#user = user;
  }

  /** Resolves when requests of this visitor that were sent at once have been answered. */
  async isAlone(): Promise<void> {
    await this.#round;
  }

  async run(signal: AbortSignal): Promise<LoadReport> {
    await this.#pool.ask((replica) => this.#visitor.login(replica, this.#user));
    while (!signal.aborted) {
      const keys = Array.from({ length: this.atOnce }, (_, index) => `k${this.#keys.length + index}`);
      this.#round = Promise.all(keys.map((key) => this.#leave(key)));
      await this.#round;
      this.#keys.push(...keys);
      this.#requests += 1;
      this.#expectAll(await this.#pool.ask((replica) => this.#visitor.send(replica, "GET", "/")));
    }
    return { requests: this.#requests, faults: this.#faults };
  }

  async #leave(key: string): Promise<void> {
    const { status, values } = await this.#pool.ask((replica) => this.#visitor.set(replica, key));
    this.#requests += 1;
    if (status !== 200) this.#faults.push(`${this.#user}: ${status} for ${key}: ${JSON.stringify(values)}`);
  }

  #expectAll({ status, values }: Awaited<ReturnType<MigratingVisitor["send"]>>): void {
    if (status !== 200 || values["user"] !== this.#user) {
      this.#faults.push(`${this.#user} is not signed in: ${status} ${JSON.stringify(values["user"])}`);
    }
    const lost = this.#keys.filter((key) => values[key] !== "here");
    if (lost.length > 0) this.#faults.push(`${this.#user} lost ${lost.join(", ")}`);
  }
}
