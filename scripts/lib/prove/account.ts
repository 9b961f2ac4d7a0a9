import { randomBytes } from "node:crypto";
import type { Answer } from "./ask.ts";
import type { Visitor } from "./visitor.ts";

/** A user of the site whom only this proof knows. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** An account that nobody has yet. */
export function newAccount(): Account {
  return {
    username: `prove-${randomBytes(4).toString("hex")}`,
    password: randomBytes(16).toString("base64url"),
  };
}

export function register(visitor: Visitor, { username, password }: Account): Promise<Answer> {
  const email = `${username}@example.com`;
  return visitor.post("/register", { username, email, password }, "/register.html");
}

export function logIn(visitor: Visitor, { username, password }: Account): Promise<Answer> {
  return visitor.post("/login", { username, password }, "/login.html");
}

export function logOut(visitor: Visitor): Promise<Answer> {
  return visitor.post("/logout", {}, "/sessions.html");
}
