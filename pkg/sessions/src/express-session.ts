export { ConnectRedisStore } from "./express-session/connect-redis-store.ts";
export type { ConnectRedisStoreOptions } from "./express-session/connect-redis-store.ts";
