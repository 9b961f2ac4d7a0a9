import type { BaseStore } from "hertz-sessions";

/** What this app asks of a session store beyond sessions: whose they are. RedisStore and MemoryStore can tell. */
export type UserSessions = Pick<BaseStore, "markOf" | "revoke" | "sessionsOf">;
