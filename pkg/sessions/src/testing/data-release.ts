import { normalizeDataSettings } from "../core/settings/data-settings.ts";
import type { SessionDataOptions } from "../core/settings/data-settings.ts";
import type { SessionStore } from "../core/store.ts";

/** Lets a store be that of another release of the application, which has other data in its sessions: from now on. */
export function runRelease(store: SessionStore, options: SessionDataOptions): void {
  const settings: object = Object.create(store.settings) as object;
  const value = Object.assign(settings, normalizeDataSettings(options));
  Object.defineProperty(store, "settings", { value, configurable: true });
}
