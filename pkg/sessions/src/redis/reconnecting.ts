/** Milliseconds between tries to connect: soon at first, and never so long that a returning Redis waits for a second. */
export function retryDelayMs(tries: number): number {
  return Math.min(50 * 2 ** (tries - 1), 500);
}

/** Milliseconds in which a refusal does not make a client connect anew once more. */
const RECONNECTED_MS = 5000;

/**
 * Tells ioredis to connect anew when its server answers that it is a replica: after a failover the address, or Sentinel, leads to another one.
 *
 * Not at every such answer: a Redis that stays read-only must go on answering reads, which a reconnection would break off.
 */
export function createReconnectOnReadonly(): (error: Error) => boolean {
  let reconnectedAt = -Infinity;
  return ({ message }) => {
    const now = performance.now();
    if (!message.includes("READONLY") || now - reconnectedAt < RECONNECTED_MS) return false;
    reconnectedAt = now;
    return true;
  };
}
