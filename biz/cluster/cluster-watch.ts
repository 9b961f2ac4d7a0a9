import type { KeyCount, ReplicaBoard } from "../dal/replica-board.ts";
import type { HeardReplica } from "../model/replica-report.ts";

/** What is known of all replicas. */
export interface ClusterState {
  /** Whether Redis could be asked; if not, the rest is what was known before. */
  readonly redisAnswers: boolean;
  readonly replicas: readonly HeardReplica[];
  readonly keys: readonly KeyCount[];
}

/** Takes the state once a second; must not throw. */
export type ClusterViewer = (state: ClusterState) => void;

export interface ClusterWatchOptions {
  readonly board: ReplicaBoard;
  /** The name of this replica. */
  readonly replica: string;
  /** Aborted when the process begins to end. */
  readonly stopping: AbortSignal;
  /** How often this replica tells of itself, in milliseconds. Default 1000. */
  readonly everyMs?: number;
}

const keysEveryMs = 5000;

/**
 * Tells the other replicas once a second how this one is, and, while somebody watches, all viewers how all are.
 *
 * What it costs does not depend on requests or viewers: one command a second for each replica, and while somebody watches
 * there a DBSIZE of each primary every five seconds.
 */
export class ClusterWatch {
  readonly #options: ClusterWatchOptions;
  readonly #viewers = new Set<ClusterViewer>();
  #state: ClusterState = { redisAnswers: true, replicas: [], keys: [] };
  #requests = 0;
  #toldAt = performance.now();
  #keysAt = -keysEveryMs;
  #timer: NodeJS.Timeout | undefined;
  #telling = false;
  #isFirst = true;

  constructor(options: ClusterWatchOptions) {
    this.#options = options;
  }

  /** Begins to tell; `stop()` ends it. */
  start(): void {
    this.#timer ??= setInterval(() => void this.beat(), this.#options.everyMs ?? 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Counts one request that this replica was asked. */
  countRequest(): void {
    this.#requests += 1;
  }

  /** Gives the viewer every state from now on, until the function that it returns is called. */
  view(viewer: ClusterViewer): () => void {
    this.#viewers.add(viewer);
    return () => this.#viewers.delete(viewer);
  }

  /** Tells once, and shows what came back. Never rejects: without Redis the viewers are told so. */
  async beat(): Promise<void> {
    // A Redis that hangs must not gather commands.
    if (this.#telling) return;
    this.#telling = true;
    try {
      await this.#tell();
      this.#state = { ...this.#state, redisAnswers: true };
    } catch {
      // Of a Redis that does not answer the log is told by /readyz and by every request that needs it.
      this.#state = { ...this.#state, redisAnswers: false };
    } finally {
      this.#telling = false;
    }
    for (const viewer of this.#viewers) viewer(this.#state);
  }

  async #tell(): Promise<void> {
    const { board, replica, stopping } = this.#options;
    const now = performance.now();
    const rate = (this.#requests * 1000) / Math.max(1, now - this.#toldAt);
    this.#requests = 0;
    this.#toldAt = now;
    const report = { rate, age: process.uptime(), ending: stopping.aborted };
    // The first time in any case: reading clears away replicas that have long gone.
    if (this.#viewers.size === 0 && !this.#isFirst) {
      await board.tell(replica, report);
      return;
    }
    this.#isFirst = false;
    this.#state = { ...this.#state, replicas: await board.tellAndRead(replica, report) };
    if (this.#viewers.size === 0 || now - this.#keysAt < keysEveryMs) return;
    this.#keysAt = now;
    this.#state = { ...this.#state, keys: await board.countKeys() };
  }
}
