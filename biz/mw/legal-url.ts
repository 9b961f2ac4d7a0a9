import type { RequestHandler } from "express";

import { IllegalFormError } from "./form-errors.ts";

const maxUrlLength = 2048;

/**
 * Answers 414 to an address longer than any of this app's, and 400 to one that is not UTF-8, has a NUL character or a
 * parameter twice.
 */
export const legalUrl: RequestHandler = (req, _res, next) => {
  const { originalUrl, query } = req;
  if (originalUrl.length > maxUrlLength) throw new IllegalFormError("its address is too long", 414);
  if (!isText(originalUrl)) throw new IllegalFormError("its address is no text");
  if (Object.values(query).some(Array.isArray)) throw new IllegalFormError("a parameter is there twice");
  next();
};

function isText(url: string): boolean {
  try {
    return !decodeURIComponent(url).includes("\0");
  } catch {
    return false;
  }
}
