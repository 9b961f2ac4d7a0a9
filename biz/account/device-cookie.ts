import { randomBytes } from "node:crypto";

import { parse } from "cookie";
import { sign, unsign } from "cookie-signature";
import type { Request, Response } from "express";

import { accountKey } from "./login-attempt.ts";

export interface DeviceCookieOptions {
  readonly cookieName: string;
  /** Newest first. */
  readonly secrets: readonly string[];
  /** Whether the cookie may only travel over HTTPS; "auto" lets each request decide. */
  readonly secure: boolean | "auto";
}

/** A signed cookie that says: this browser has signed in to that account. It gives nobody access, only a limit of its own. */
export interface DeviceCookie {
  /** The browser's mark, if it is one of this account's; `null` otherwise. */
  read(req: Request, username: string): string | null;
  /** Gives the browser a mark, or lets it keep the one that it has. */
  write(req: Request, res: Response, username: string): void;
}

// As long as browsers keep a cookie at most.
const maxAgeMs = 400 * 24 * 60 * 60 * 1000;

export function createDeviceCookie({ cookieName, secrets, secure }: DeviceCookieOptions): DeviceCookie {
  function read(req: Request, username: string): string | null {
    const signed = parse(req.get("Cookie") ?? "")[cookieName] ?? "";
    const value = secrets.map((secret) => unsign(signed, secret)).find((text) => text !== false);
    const [account, mark] = (value || "").split(":");
    return account === accountKey(username) && mark ? mark : null;
  }

  return {
    read,
    write: (req, res, username) => {
      const mark = read(req, username) ?? randomBytes(16).toString("base64url");
      const value = sign(`${accountKey(username)}:${mark}`, secrets[0] ?? "");
      const isSecure = secure === "auto" ? req.secure : secure;
      res.cookie(cookieName, value, { httpOnly: true, sameSite: "lax", secure: isSecure, maxAge: maxAgeMs });
    },
  };
}
