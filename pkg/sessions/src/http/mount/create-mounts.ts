import { SessionConfigError } from "../../core/errors.ts";
import { isProduction } from "../../core/settings/production.ts";
import { isSealedStore } from "../../core/sealed-store.ts";
import type { AnyStore } from "../../core/sealed-store.ts";
import type { Mount } from "./mount.ts";
import type { MountOptions } from "./mount-options.ts";
import { SealedMount } from "./sealed-mount.ts";
import { SessionMount } from "./session-mount.ts";
import { UnsavedWatch } from "./unsaved-watch.ts";

/** What `sessions()` can be told besides the store, whose options are for all its sessions. */
export interface SessionsOptions extends MountOptions {
  /**
   * Warn of requests that end with changes of their session which they did not save, once for each route and its changes. Default: unless
   * `NODE_ENV` is `production`.
   */
  readonly warnUnsaved?: boolean | undefined;
}

/**
 * What every door's `sessions()` makes of what it was given: the named sessions that it puts on requests.
 *
 * @throws SessionConfigError when a name cannot be that of a cookie, is given twice, or needs attributes that the cookie has not
 */
export function createMounts(
  names: string | readonly string[],
  store: AnyStore,
  options: SessionsOptions = {},
): readonly Mount[] {
  const { warnUnsaved = !isProduction(), cookie } = checkOptions(options);
  const mounts = listNames(names).map((name) => {
    const mount = createMount(name, requireStore(store), { cookie });
    return warnUnsaved ? new UnsavedWatch(mount) : mount;
  });
  refuseSharedCookies(mounts);
  return mounts;
}

function checkOptions(options: unknown): SessionsOptions {
  if (typeof options !== "object" || options === null) {
    throw new SessionConfigError(
      "sessions() takes an object as its third argument, such as { cookie: { ... } }",
    );
  }
  const unknown = Object.keys(options).find((name) => name !== "cookie" && name !== "warnUnsaved");
  if (unknown !== undefined) {
    throw new SessionConfigError(
      `sessions() has no option ${unknown}, only cookie and warnUnsaved; others are the store's`,
    );
  }
  const { warnUnsaved } = options as SessionsOptions;
  if (warnUnsaved !== undefined && typeof warnUnsaved !== "boolean") {
    throw new SessionConfigError(
      `sessions() option warnUnsaved must be true or false, found ${String(warnUnsaved)}`,
    );
  }
  return options;
}

/** The way from cookies to sessions that this kind of store takes. */
function createMount(name: string, store: AnyStore, options: MountOptions): Mount {
  return isSealedStore(store)
    ? new SealedMount(name, store, options)
    : new SessionMount(name, store, options);
}

/** A session that takes several cookies must not find those of another among them. */
function refuseSharedCookies(mounts: readonly Mount[]): void {
  const takenBy = new Map<string, string>();
  for (const { name, cookieNames } of mounts) {
    for (const cookieName of cookieNames) {
      const other = takenBy.get(cookieName);
      if (other !== undefined) {
        throw new SessionConfigError(
          `The sessions ${other} and ${name} would share the cookie ${cookieName}`,
        );
      }
      takenBy.set(cookieName, name);
    }
  }
}

function listNames(names: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(names) ? names : [names];
  if (list.length === 0) throw new SessionConfigError("sessions() needs at least one name");
  if (new Set(list).size < list.length) {
    throw new SessionConfigError("sessions() was given the same name twice");
  }
  return list.map((name) => {
    if (typeof name === "string") return name;
    throw new SessionConfigError(`sessions() needs the name of a cookie, found ${typeof name}`);
  });
}

function requireStore(store: unknown): AnyStore {
  const isObject = typeof store === "object" && store !== null && "settings" in store;
  if (isObject && ("read" in store || "encrypt" in store)) return store as AnyStore;
  throw new SessionConfigError(
    "sessions() needs a store as its second argument, such as new MemoryStore({ secrets: [...] })",
  );
}
