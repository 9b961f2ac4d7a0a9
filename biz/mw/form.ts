import { isUtf8 } from "node:buffer";

import { raw, type RequestHandler } from "express";

import { IllegalFormError } from "./form-errors.ts";

const maxFields = 20;
/** The fields of this app's forms are named so; brackets, prototypes and the like are nobody's. */
const fieldName = /^[a-z]{1,20}$/;

/** Reads the form that a POST brings into `req.body`: each field once, as text. Answers 400 or 413 to anything else. */
export const readForm: RequestHandler[] = [
  raw({ type: "application/x-www-form-urlencoded", limit: "16kb" }),
  function parseForm(req, _res, next) {
    const body: unknown = req.body;
    if (Buffer.isBuffer(body)) req.body = parseFields(body);
    else if (hasBody(req.headers)) throw new IllegalFormError("it is of another type");
    else req.body = {};
    next();
  },
];

/**
 * The fields of a form as browsers send one (application/x-www-form-urlencoded), without a prototype.
 *
 * @throws IllegalFormError for invalid UTF-8, a NUL character, a field given twice, a name that no form has, and too many
 */
export function parseFields(bytes: Buffer): Record<string, string> {
  const text = bytes.toString("utf8");
  if (text.split("&").length > maxFields) throw new IllegalFormError("it has too many fields", 413);
  if (!isUtf8(bytes) || !isDecodable(text)) throw new IllegalFormError("it is not UTF-8");
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) {
    if (!fieldName.test(name)) throw new IllegalFormError("a field has a name that no form has");
    if (name in fields) throw new IllegalFormError("a field is there twice");
    if (value.includes("\0")) throw new IllegalFormError("a field has a NUL character");
    fields[name] = value;
  }
  return fields;
}

// URLSearchParams puts U+FFFD in the place of what is no UTF-8, and takes a broken percent sign as it stands.
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function hasBody(headers: Readonly<Record<string, unknown>>): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}
