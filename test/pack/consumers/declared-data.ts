// A TypeScript project that declares the keys of its sessions once. Compiled alone: a declaration holds for all of a program.
import type { IncomingMessage } from "node:http";
import { getSession } from "hertz-sessions";

declare module "hertz-sessions" {
  interface SessionData {
    theme: "light" | "dark";
  }
}

export async function themeOf(request: IncomingMessage): Promise<"light" | "dark"> {
  const session = await getSession(request);
  // @ts-expect-error -- the session has no such key
  session.get("count");
  // @ts-expect-error -- no such theme
  session.set("theme", "blue");
  return session.get("theme") ?? "light";
}
