import type { Cluster, Redis } from "ioredis";

/** Thrown when Redis could not be asked, or had not answered by the deadline. */
export class RedisDeadlineError extends Error {
  override readonly name = "RedisDeadlineError";
  readonly code = "ERR_REDIS_DEADLINE";
}

/**
 * The reply to a command, within so many milliseconds.
 *
 * Without a connection the command is not sent: ioredis would queue it and run it whenever Redis is back,
 * long after its caller was told that it failed. Rejects with RedisDeadlineError then, and when the time is
 * up.
 */
export async function withinDeadline<Client extends Redis | Cluster, Reply>(
  client: Client,
  deadlineMs: number,
  command: (client: Client) => Promise<Reply>,
): Promise<Reply> {
  if (client.status !== "ready") throw new RedisDeadlineError(`Redis is not connected (${client.status})`);
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new RedisDeadlineError(`Redis did not answer within ${deadlineMs} ms`));
    }, deadlineMs);
  });
  try {
    return await Promise.race([command(client), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
