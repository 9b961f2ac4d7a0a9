import { EventEmitter, once } from "node:events";

export type LogLine = Readonly<Record<string, unknown>>;

/** A destination for a logger that keeps its lines, parsed. */
export function logLines(): {
  readonly destination: { write(line: string): void };
  /** The lines so far. */
  lines(): readonly LogLine[];
  /** The line that has this message for the first time, or for the nth; it may still have to be written. */
  line(message: string, nth?: number): Promise<LogLine>;
} {
  const written: LogLine[] = [];
  const events = new EventEmitter();
  return {
    destination: {
      write: (line) => {
        written.push(JSON.parse(line));
        events.emit("line");
      },
    },
    lines: () => written,
    line: async (message, nth = 1) => {
      for (;;) {
        const found = written.filter((line) => line["msg"] === message)[nth - 1];
        if (found !== undefined) return found;
        await once(events, "line");
      }
    },
  };
}
