import type { Response } from "express";

import { paths } from "../consts/paths.ts";
import { sameSitePath } from "./same-site-path.ts";

/**
 * Sends the browser to another page, which it asks for with GET whatever it had sent: 303, never to be
 * remembered.
 */
export function seeOther(res: Response, path: string): void {
  res.set("Cache-Control", "no-store").redirect(303, path);
}

/**
 * Sends an anonymous visitor to the login page: 302 from a page that was asked for, which the login then leads back to; 303
 * after a POST.
 */
export function sendToLogin(res: Response): void {
  const isRead = res.req.method === "GET" || res.req.method === "HEAD";
  const path = isRead ? loginFor(res.req.originalUrl) : paths.login;
  res.set("Cache-Control", "no-store").redirect(isRead ? 302 : 303, path);
}

function loginFor(url: string): string {
  const next = sameSitePath(url);
  // The home page is where a login leads anyway.
  if (next === null || next === paths.home) return paths.login;
  return `${paths.login}?next=${encodeURIComponent(next)}`;
}
