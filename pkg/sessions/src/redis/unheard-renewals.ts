import { isSessionError } from "../core/errors.ts";
import { redisCodeOf } from "./commands/redis-error.ts";

/** Sessions remembered at most: as many as are read in a deadline by a busy process. */
const REMEMBERED_SESSIONS = 4096;
/** Milliseconds between tries to set lifetimes right, while Redis does not answer. */
const TRY_EVERY_MS = 1000;

/** Sets the lifetime of a session right if it is not what it was renewed to. Rejects when the store could not be asked. */
export type CorrectLifetime = (handle: string, renewedToMs: number) => Promise<void>;

/**
 * Reads whose answers nobody heard, though Redis may carry them out: it hangs, and finds them in its sockets when it wakes.
 *
 * A process that sees a session for the first time renews it to the store's idle timeout, and corrects that by the row that it reads. Without
 * the answer, a session with a longer timeout of its own would keep the short one until it is used again, which may be too late. So it is read
 * once more when Redis answers again, beside the requests.
 */
export class UnheardRenewals {
  readonly #correct: CorrectLifetime;
  /** By handle: what it was renewed to, and when, by `performance.now()`. */
  readonly #unheard = new Map<string, { readonly renewedToMs: number; readonly at: number }>();
  #isWaiting = false;

  constructor(correct: CorrectLifetime) {
    this.#correct = correct;
  }

  /** A read that was to renew has failed. */
  note(handle: string, renewedToMs: number, error: unknown): void {
    if (!mayBeCarriedOut(error) || this.#unheard.size >= REMEMBERED_SESSIONS) return;
    this.#unheard.set(handle, { renewedToMs, at: performance.now() });
    this.#tryLater();
  }

  #tryLater(): void {
    if (this.#isWaiting || this.#unheard.size === 0) return;
    this.#isWaiting = true;
    setTimeout(() => void this.#try(), TRY_EVERY_MS).unref();
  }

  /** One after the other, so that no request waits behind many. */
  async #try(): Promise<void> {
    for (const [handle, { renewedToMs, at }] of this.#unheard) {
      const isOver = performance.now() - at > renewedToMs;
      if (!isOver && !(await this.#isCorrected(handle, renewedToMs))) break;
      this.#unheard.delete(handle);
    }
    this.#isWaiting = false;
    this.#tryLater();
  }

  async #isCorrected(handle: string, renewedToMs: number): Promise<boolean> {
    try {
      await this.#correct(handle, renewedToMs);
      return true;
    } catch (error) {
      // A row that this release cannot make sense of is not its to correct.
      return !isSessionError(error) || error.code === "ERR_SESSION_FORMAT_NEWER";
    }
  }
}

/** Whether a command that failed so may have been sent, and was not answered by a refusal. */
function mayBeCarriedOut(error: unknown): boolean {
  if (isSessionError(error, "ERR_SESSION_STORE_DEADLINE")) return true;
  return isSessionError(error, "ERR_SESSION_STORE_FAILED") && redisCodeOf((error as Error).cause) === "";
}
