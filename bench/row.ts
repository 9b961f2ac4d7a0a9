/** What one measurement of one subject found; times in microseconds or milliseconds as named, the rest per request. */
export interface Row {
  readonly subject: string;
  readonly workload: string;
  readonly bytes: number;
  readonly connections: number;
  readonly replicas: number;
  readonly round: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** User and system time of the subject's processes for a request. */
  readonly cpuMicros: number;
  readonly redisMicros: number;
  readonly redisCommands: number;
  readonly redisBytesIn: number;
  readonly redisBytesOut: number;
  /** Answers other than 2xx, and connections that broke. */
  readonly failed: number;
  /** The share of acknowledged changes that the stored counts do not show; of the workload `update` alone. */
  readonly lost?: number;
}
