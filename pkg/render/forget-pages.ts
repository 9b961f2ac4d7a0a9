import type { Response } from "express";

/**
 * Tells the browser, over HTTPS, to drop what it keeps of this site's pages, also those that it would show for the back
 * button. They are sent with `Cache-Control: no-store` anyway; this is for a browser that keeps them in memory all the same.
 */
export function forgetPages(res: Response): void {
  res.set("Clear-Site-Data", '"cache"');
}
