import { isSessionError } from "../errors.ts";
import type { SessionErrorCode } from "../errors.ts";
import { SessionMovedError } from "../rotation/session-moved.ts";
import type { EventChannel } from "./session-events.ts";

/** What `observe` knows of an operation that has ended. */
interface Ending {
  readonly outcome: string;
  readonly durationMs: number;
  readonly code?: SessionErrorCode | undefined;
}

/** What is told of an operation, and to whom. */
interface Telling<Result, Message extends Ending> {
  readonly channel: EventChannel<Message>;
  /** What the message says besides the ending: asked for when it has come, without a result when the operation rejected. */
  readonly about: (result?: Result) => Omit<Message, keyof Ending>;
  /** What a result means: how an operation ended that did not reject. */
  readonly outcomeOf: (result: Result) => Message["outcome"];
}

/**
 * Runs an operation and tells a channel how it ended, and after how long. To be called only when somebody listens: the caller asks the
 * channel before it makes anything for this.
 */
export async function observe<Result, Message extends Ending>(
  run: () => Promise<Result>,
  { channel, about, outcomeOf }: Telling<Result, Message>,
): Promise<Result> {
  const startedAt = performance.now();
  const tell = (ending: Omit<Ending, "durationMs">, ended?: Result): void => {
    const durationMs = performance.now() - startedAt;
    channel.publish({ ...about(ended), ...ending, durationMs } as unknown as Message);
  };
  let result: Result;
  try {
    result = await run();
  } catch (error) {
    // It goes on under the handle that the session has now, and what becomes of it there is told.
    if (!(error instanceof SessionMovedError)) tell(endingOf(error));
    throw error;
  }
  tell({ outcome: outcomeOf(result) }, result);
  return result;
}

function endingOf(error: unknown): Omit<Ending, "durationMs"> {
  if (!isSessionError(error)) return { outcome: "failed" };
  return { outcome: error.code === "ERR_SESSION_GONE" ? "gone" : "failed", code: error.code };
}
