import type { Request } from "express";
import type { Session } from "hertz-sessions";

import type { SessionData } from "../model/session-user.ts";
import type { Credentials } from "./read-credentials.ts";

/** Longer names of browsers are cut: the header is the client's to choose, and the session is kept for hours. */
const maxAgentLength = 256;

/** Makes the session of a request one of the user who has just proved to be: under a new id, and with nothing of before. */
export async function startSession(
  req: Request,
  session: Session<SessionData>,
  { user, mark }: Credentials & { readonly user: NonNullable<Credentials["user"]> },
): Promise<void> {
  // Against session fixation: whoever knew the id before does not know the one that is signed in.
  await session.regenerate();
  // Only then, so that bind() stores the user's name and the binding in one step: when a change of the password
  // comes between, neither is stored.
  session.clear();
  session.set("userId", user.id);
  session.set("username", user.username);
  session.set("signedInAt", new Date().toISOString());
  session.set("agent", (req.get("User-Agent") ?? "").slice(0, maxAgentLength));
  session.set("address", req.ip ?? "");
  await session.bind(user.id, { mark });
}
