import { pino, stdTimeFunctions, type DestinationStream, type LevelWithSilent, type Logger } from "pino";

import { serializeError } from "./serialize-error.ts";

export type { Logger } from "pino";

/** What the log shows, and as whom. */
export interface LoggerOptions {
  readonly level: LevelWithSilent;
  /** Stands on every line. */
  readonly replica: string;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** A logger that writes one JSON line for each entry; errors go under `err`. */
export function createLogger({ level, replica, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { replica },
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
