export { CookieStore } from "./cookie/cookie-store.ts";
export type { CookieStoreOptions } from "./cookie/cookie-store.ts";
