/** The member under which a row says when its session began and ends: of this library, and unknown to whoever else reads the row. */
export const LIFETIME_MEMBER = "hertz-sessions";

/** When a session began, and when it ends however much it is used: milliseconds since 1970 by Redis's clock. */
export interface LifetimeStamp {
  readonly createdAt: number;
  readonly absoluteEnd: number;
}

/** What a row says of its session's lifetime; `undefined` when it says nothing, as rows of others do. */
export function stampOf(members: ReadonlyMap<string, string>): LifetimeStamp | undefined {
  const text = members.get(LIFETIME_MEMBER);
  if (text === undefined) return undefined;
  const value = JSON.parse(text) as Partial<Record<"createdAt" | "endsAt", unknown>> | null;
  if (typeof value !== "object" || value === null) return undefined;
  const { createdAt, endsAt } = value;
  if (!Number.isSafeInteger(createdAt) || !Number.isSafeInteger(endsAt)) return undefined;
  return { createdAt: createdAt as number, absoluteEnd: endsAt as number };
}

/** Lets a row say when its session began and ends; one without an end says nothing. */
export function stamp(members: Map<string, string>, { createdAt, absoluteEnd }: LifetimeStamp): void {
  if (absoluteEnd === Infinity) members.delete(LIFETIME_MEMBER);
  else members.set(LIFETIME_MEMBER, JSON.stringify({ createdAt, endsAt: absoluteEnd }));
}
