import type { Logger } from "../../pkg/logger/create-logger.ts";

/** Milliseconds between two lines of one code. */
const LINE_EVERY_MS = 1000;

/** The request that was answered with 503. */
export interface UnservedRequest {
  readonly method: string;
  readonly path: string;
}

/**
 * Tells the log that requests are answered with 503 while something that they need is away: at most one line a second for each code, which
 * says how many others had none. In an outage each request would write as much as in a crash, and all of them the same; the metrics count them.
 */
export class OutageLog {
  readonly #codes = new Map<string, { loggedAt: number; unlogged: number }>();

  note(logger: Logger, error: unknown, request: UnservedRequest): void {
    const code = codeOf(error);
    const last = this.#codes.get(code);
    if (last && performance.now() - last.loggedAt < LINE_EVERY_MS) {
      last.unlogged += 1;
      return;
    }
    this.#codes.set(code, { loggedAt: performance.now(), unlogged: 0 });
    const { method, path } = request;
    const about = { code, reason: reasonOf(error), method, path, status: 503 };
    logger.warn({ ...about, unlogged: last?.unlogged ?? 0 }, "request not served");
  }
}

/** The code of an error, or its name: few, whatever happens. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** The message of an error, and of what caused it: Redis's own words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
