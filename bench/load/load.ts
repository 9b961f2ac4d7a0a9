/** Requests that are sent for some seconds, each connection its next when the last was answered. */
interface Load {
  readonly port: number;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Sent in turn; none for requests without a cookie. */
  readonly cookies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

/** What came of them. */
export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
}

/** A program that sends requests. */
export interface LoadGenerator {
  readonly name: string;
  run(load: Load): Promise<LoadResult>;
}
