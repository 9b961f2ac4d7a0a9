import { onTestFinished } from "vitest";

/** Closes something when the test is over that it was made in. */
export function closeAtEnd<Closable extends { close(): Promise<void> }>(closable: Closable): Closable {
  onTestFinished(() => closable.close());
  return closable;
}
