/** What the harness tells a subject: the rest is the same for all. */
export const redisUrl = process.env["BENCH_REDIS_URL"] ?? "redis://127.0.0.1:6379";
export const bytes = Number(process.env["BENCH_BYTES"] ?? 300);
/** Which of its variants a subject is. */
export const variant = process.argv[2] ?? "";
export const secret = "a secret of the benchmark, long enough for all of them";
/** How long a session lives without use, the same for every subject. */
export const idleSeconds = 1800;
