import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks until the answer is true, every 50 ms. Gives false when `timeoutMs` have passed; rejects with the signal's reason
 * when it is aborted, and with whatever `ask` throws.
 */
export async function poll(
  ask: () => boolean | Promise<boolean>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (await ask()) return true;
    if (Date.now() >= deadline) return false;
    await sleep(50);
  }
}
