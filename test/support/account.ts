import { randomUUID } from "node:crypto";

import type { Express } from "express";

import { Visitor } from "./visitor.ts";

/** A person as the forms ask for one; nobody else has the name. */
export function newAccount(): { username: string; email: string; password: string } {
  const name = `user-${randomUUID()}`;
  return { username: name, email: `${name}@example.com`, password: "correct horse" };
}

/** A visitor who registered and signed in at this replica. */
export async function signedInVisitor(app: Express): Promise<{ visitor: Visitor; username: string }> {
  const { username, email, password } = newAccount();
  const visitor = new Visitor();
  await visitor.post(app, "/register", { username, email, password });
  const response = await visitor.post(app, "/login", { username, password });
  if (response.status !== 303) throw new Error(`Cannot sign in: status ${response.status}`);
  return { visitor, username };
}
