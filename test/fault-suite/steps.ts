import type { RedisServer } from "../support/redis-server.ts";

/** What was acknowledged in the last moments, and had not reached a replica: replication is asynchronous. */
export const UNREPLICATED = 10;

/** Lets a server hang: its connections stand, and nothing answers. */
export function hang(server: RedisServer): undefined {
  server.pause();
}

/** Lets it go on. */
export function goOn(server: RedisServer): undefined {
  server.resume();
}
