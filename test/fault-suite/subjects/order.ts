/** How a subject reaches Redis. */
type RedisAddress =
  | { readonly url: string }
  | { readonly sentinels: readonly string[]; readonly name: string }
  | { readonly cluster: readonly string[] };

/** What one process of a subject is told. */
export interface SubjectOrder {
  readonly redis: RedisAddress;
  /** The password of Redis, which may be wrong. */
  readonly password?: string | undefined;
  /** How many replicas of Redis must have a write before it is acknowledged. Only hertz-sessions can be told to. */
  readonly wait?: number | undefined;
  /** Whether the client of the application has an `error` listener. Default: it has. */
  readonly errorListener?: boolean | undefined;
  /** Where it listens. Default: any free port. */
  readonly port?: number | undefined;
}

/** What a process tells of itself. */
export interface SubjectReport {
  readonly port?: number;
  readonly unhandledRejections?: number;
}
