export { HertzStore } from "./hertz/hertz-store.ts";
export type { HertzStoreOptions } from "./hertz/hertz-store.ts";
export type { HertzKey } from "./hertz/key-pairs.ts";
