import { availableParallelism } from "node:os";

import { Piscina } from "piscina";

import { maxPasswordBytes, passwordBytes } from "./password-bytes.ts";
import { PasswordBusyError, PasswordNulError, PasswordTooLongError } from "./password-errors.ts";

/** Hashes passwords in worker threads, so that the event loop keeps answering other requests meanwhile. */
export interface PasswordHasher {
  /** The bcrypt hash of the password, with a salt of its own. Rejects as `verify` does. */
  hash(password: string): Promise<string>;
  /**
   * Whether the hash is one of this password. Without a hash the answer is false after the same work, so that
   * the time of an answer does not tell which users exist.
   *
   * Rejects with PasswordTooLongError over 72 bytes of UTF-8, PasswordNulError for a NUL character, and
   * PasswordBusyError when the queue is full.
   */
  verify(password: string, hash: string | null): Promise<boolean>;
  /** Whether a hash was made at another cost than new ones are. */
  isOutdated(hash: string): boolean;
  /** Resolves when what was running is done and the threads have ended. */
  close(): Promise<void>;
}

export interface PasswordHasherOptions {
  /** Doubles the work with each step. Default 12; tests take 4, the least that bcrypt knows. */
  readonly cost?: number;
  /** Threads at most. Default: one fewer than the processors, which leaves one to the event loop. */
  readonly threads?: number;
  /** Passwords that may wait while all threads are busy. Default 16 for each thread. */
  readonly queueLimit?: number;
  /** Told when a thread fails without a caller to tell. */
  readonly onError?: (error: unknown) => void;
}

// Cost 12 takes bcryptjs about 250 ms of one core: a pause that a person signing in does not mind, and four
// times the work of 10, the least that OWASP's password storage guide accepts.
const defaultCost = 12;
// The last of the queue then waits 16 x 250 ms = 4 s, about as long as a visitor does.
const defaultQueuePerThread = 16;

type Task = { password: string; cost: number } | { password: string; hash: string };

/** A hasher with its threads; close it when the process ends. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const {
    cost = defaultCost,
    threads = Math.max(1, availableParallelism() - 1),
    onError = () => {},
  } = options;
  const limit = threads + (options.queueLimit ?? threads * defaultQueuePerThread);
  const pool = createPool(threads, onError);
  const absentHash = hashOfNothing(cost);
  let pending = 0;

  async function run(name: "hash" | "verify", task: Task): Promise<string | boolean> {
    assertHashable(task.password);
    // Counted here, since the pool reports a full queue by the text of an error only.
    if (pending >= limit) throw new PasswordBusyError(pending);
    pending += 1;
    try {
      return await pool.run(task, { name });
    } finally {
      pending -= 1;
    }
  }

  return {
    hash: async (password) => String(await run("hash", { password, cost })),
    verify: async (password, hash) => {
      const matches = await run("verify", { password, hash: hash ?? absentHash });
      return matches === true && hash !== null;
    },
    isOutdated: (hash) => !hash.startsWith(costPrefix(cost)),
    close: () => pool.close(),
  };
}

function createPool(threads: number, onError: (error: unknown) => void): Piscina<Task, string | boolean> {
  const pool = new Piscina<Task, string | boolean>({
    filename: new URL("./bcrypt-worker.mjs", import.meta.url).href,
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 30_000,
    closeTimeout: 5000,
    // A worker needs no loader, and none of the environment, where the session secrets are.
    execArgv: [],
    env: {},
  });
  pool.on("error", onError);
  return pool;
}

function assertHashable(password: string): void {
  const bytes = passwordBytes(password);
  if (bytes > maxPasswordBytes) throw new PasswordTooLongError(bytes);
  if (password.includes("\0")) throw new PasswordNulError();
}

// Well formed, of the cost that a real one would have, and made from no password.
function hashOfNothing(cost: number): string {
  return `${costPrefix(cost)}${"/".repeat(22)}${".".repeat(31)}`;
}

/** How hashes of this cost begin. */
function costPrefix(cost: number): string {
  return `$2b$${String(cost).padStart(2, "0")}$`;
}
