import type { Redis } from "ioredis";

/** Resolves at the next event of a client. Unlike `once()` of Node.js it lets the errors pass that come before it. */
export function nextEvent(client: Redis, event: "ready" | "close"): Promise<void> {
  return new Promise((resolve) => {
    client.once(event, () => resolve());
  });
}
