import type { Response } from "express";

/**
 * Answers with a page of views/. No cache may keep it: pages show who is signed in, messages that are read
 * once, and what somebody typed.
 */
export function renderPage(
  res: Response,
  view: string,
  locals: Readonly<Record<string, unknown>>,
  status = 200,
): void {
  res.status(status).set("Cache-Control", "no-store").render(view, locals);
}
