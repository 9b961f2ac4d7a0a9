export { getSession } from "./http/get-session.ts";
export { sessions } from "./node/sessions.ts";
export type { MountSessions } from "./node/sessions.ts";
export type { SessionsOptions } from "./http/mount/create-mounts.ts";
export type { SessionRequest } from "./http/request/session-request.ts";
