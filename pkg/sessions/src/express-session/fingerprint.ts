/** A text that differs when a session does, its cookie apart. */
export function fingerprintOf(session: object): string {
  return JSON.stringify(session, function withoutCookie(this: unknown, key: string, value: unknown): unknown {
    return this === session && key === "cookie" ? undefined : value;
  });
}
