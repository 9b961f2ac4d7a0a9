import type { Response } from "express";

import { paths } from "../consts/paths.ts";

/**
 * Sends the browser to another page, which it asks for with GET whatever it had sent: 303, never to be
 * remembered.
 */
export function seeOther(res: Response, path: string): void {
  res.set("Cache-Control", "no-store").redirect(303, path);
}

/** Sends an anonymous visitor to the login page: 302 from a page that was asked for, 303 after a POST. */
export function sendToLogin(res: Response): void {
  const isRead = res.req.method === "GET" || res.req.method === "HEAD";
  res.set("Cache-Control", "no-store").redirect(isRead ? 302 : 303, paths.login);
}
