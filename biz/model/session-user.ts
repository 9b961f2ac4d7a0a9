import { z } from "zod";

/** The keys that this app keeps in a session. */
export interface SessionData {
  userId: string;
  username: string;
  /** ISO 8601. */
  signedInAt: string;
  /** The User-Agent header of the sign-in. */
  agent: string;
  /** The address that signed in. */
  address: string;
  /** How many times the home page was shown in this session. */
  visits: number;
}

const sessionUserSchema = z.object({
  userId: z.uuid(),
  username: z.string().min(1),
  signedInAt: z.iso.datetime(),
});

const visitsSchema = z.int().nonnegative();

/** Whom a session belongs to. */
export type SessionUser = Readonly<z.infer<typeof sessionUserSchema>>;

/** As much of a session as reading takes. */
export interface ReadableSession {
  get(key: keyof SessionData): unknown;
}

/** Who is signed in; null when nobody is, or when the session holds something that no login wrote. */
export function readSessionUser(session: ReadableSession): SessionUser | null {
  const parsed = sessionUserSchema.safeParse({
    userId: session.get("userId"),
    username: session.get("username"),
    signedInAt: session.get("signedInAt"),
  });
  return parsed.success ? parsed.data : null;
}

/** A stored count of visits; 0 for whatever is not one. */
export function toVisits(value: unknown): number {
  const parsed = visitsSchema.safeParse(value);
  return parsed.success ? parsed.data : 0;
}
