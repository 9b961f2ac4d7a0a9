import { z } from "zod";
import type { Answer } from "./ask.ts";

const apiSession = z.object({
  username: z.string(),
  visits: z.number(),
  session: z.object({ handle: z.string() }),
});

/** What an answer of GET /api/session says: "200 ada, 3 visits", or its status alone. */
export function summarizeSession(answer: Answer): string {
  const session = sessionOf(answer);
  return session === undefined
    ? answer.summary
    : `${answer.status} ${session.username}, ${session.visits} visits`;
}

/** The public name of the session that answered; undefined when none did. */
export function handleOf(answer: Answer): string | undefined {
  return sessionOf(answer)?.session.handle;
}

/** The session that answered GET /api/session; undefined when none did. */
export function sessionOf({ status, body }: Answer): z.infer<typeof apiSession> | undefined {
  if (status !== 200) return undefined;
  try {
    return apiSession.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined; // no JSON: the status alone speaks, and is not what is expected
  }
}
