import { ask, logIn } from "./visitors.ts";

/**
 * Holds a subject to being a session at all: what is not one is not worth measuring.
 *
 * @throws Error that says what it does wrong
 */
export async function checkSubject(port: number, id: string): Promise<void> {
  const stranger = await ask(port, "/read");
  expect(id, stranger.status === 401, "answers a visitor without a cookie");
  const cookie = await logIn(port);
  const reader = await ask(port, "/read", cookie);
  expect(id, String(reader.body["username"]).startsWith("user-"), "does not know who logged in");
  const forged = await ask(port, "/read", forge(cookie));
  expect(id, forged.status === 401, "takes a forged cookie");
}

/** Holds a subject whose sessions are not in the cookie to keeping what it saves. */
export async function checkPersistence(port: number, id: string): Promise<void> {
  const cookie = await logIn(port);
  for (const count of [1, 2]) {
    const answer = await ask(port, "/modify", cookie);
    expect(id, answer.body["count"] === count, `counts to ${String(answer.body["count"])}, not to ${count}`);
  }
}

/** The cookie with another character in the middle of its value. */
function forge(cookie: string): string {
  const middle = cookie.indexOf("=") + 20;
  return `${cookie.slice(0, middle)}${cookie[middle] === "A" ? "B" : "A"}${cookie.slice(middle + 1)}`;
}

function expect(id: string, holds: boolean, what: string): void {
  if (!holds) throw new Error(`The subject ${id} ${what}`);
}
