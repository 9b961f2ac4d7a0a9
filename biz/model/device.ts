import { parse } from "bowser";

/** One signed-in browser, as its user sees it. */
export interface Device {
  readonly handle: string;
  /** Browser and system in words. */
  readonly name: string;
  readonly address: string;
  readonly signedInAt: Date;
  readonly lastSeenAt: Date;
  readonly isThis: boolean;
}

/** As much of a user's session as a device shows; what it holds was written by a sign-in, or by nobody knows whom. */
export interface ListedSession {
  readonly handle: string;
  readonly boundAt: Date;
  readonly lastSeenAt: Date;
  get(key: "agent" | "address"): unknown;
}

/** The devices of a user's sessions, this one first and then the one that was used last. */
export function toDevices(sessions: readonly ListedSession[], thisHandle: string): Device[] {
  return sessions
    .map((session) => ({
      handle: session.handle,
      name: deviceName(session.get("agent")),
      address: text(session.get("address")) || "unknown",
      signedInAt: session.boundAt,
      lastSeenAt: session.lastSeenAt,
      isThis: session.handle === thisHandle,
    }))
    .sort((a, b) => Number(b.isThis) - Number(a.isThis) || b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
}

/** A User-Agent header in words: "Firefox 128 on Linux"; its first word when no browser is known by it. */
export function deviceName(agent: unknown): string {
  const header = text(agent);
  if (header === "") return "Unknown program";
  const { browser, os } = parse(header);
  if (!browser.name) return /^[\w.-]{1,32}/.exec(header)?.[0] ?? "Unknown program";
  const version = browser.version?.split(".")[0];
  const system = [os.name, os.versionName ?? os.version].filter(Boolean).join(" ");
  return [browser.name, version, system && `on ${system}`].filter(Boolean).join(" ");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
