/** One figure at one size of what grows. */
export interface ScaleRow {
  /** What was done. */
  readonly what: string;
  /** What grows, and how large it was. */
  readonly of: string;
  readonly size: number;
  readonly redisMicros: number;
  /** Of the process that holds the session; NaN where it was not told apart. */
  readonly cpuMicros: number;
  /** The longest time in which the event loop did not turn, where it was looked for. */
  readonly stallMs?: number;
}
