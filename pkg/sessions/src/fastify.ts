export { getSession } from "./http/get-session.ts";
export { sessions } from "./fastify/sessions.ts";
export type { SessionsOptions } from "./http/mount/create-mounts.ts";
export type { SessionRequest } from "./http/request/session-request.ts";
