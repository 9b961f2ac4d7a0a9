import { randomUUID } from "node:crypto";

import type { Express } from "express";

import { Visitor } from "./visitor.ts";

/** A person as the forms ask for one; nobody else has the name. */
export function newAccount(): { username: string; email: string; password: string } {
  const name = `user-${randomUUID()}`;
  return { username: name, email: `${name}@example.com`, password: "correct horse" };
}

/** Someone who is signed in, and with what. */
export interface SignedIn {
  readonly visitor: Visitor;
  readonly username: string;
  readonly password: string;
}

/** A visitor who registered and signed in at this replica. */
export async function signedInVisitor(app: Express): Promise<SignedIn> {
  const { username, email, password } = newAccount();
  await new Visitor().post(app, "/register", { username, email, password });
  return { visitor: await signIn(app, { username, password }), username, password };
}

/** Another browser that signs in as somebody. */
export async function signIn(
  app: Express,
  { username, password }: { readonly username: string; readonly password: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<Visitor> {
  const visitor = new Visitor();
  const response = await visitor.post(app, "/login", { username, password }, headers);
  if (response.status !== 303) throw new Error(`Cannot sign in: status ${response.status}`);
  return visitor;
}
