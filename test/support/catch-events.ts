import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { SessionEvents } from "hertz-sessions";
import { onTestFinished } from "vitest";

/** The messages of one channel of the library from now on, until the test is over. */
export function catchEvents<Name extends keyof SessionEvents>(name: Name): SessionEvents[Name][] {
  const caught: SessionEvents[Name][] = [];
  const take = (message: unknown): void => void caught.push(message as SessionEvents[Name]);
  subscribe(`hertz-sessions:${name}`, take);
  onTestFinished(() => void unsubscribe(`hertz-sessions:${name}`, take));
  return caught;
}
