import type { z } from "zod";

/** What a form page shows: a message above it, the texts typed so far, and what is wrong with each field. */
export interface FormState {
  readonly alert: string | null;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

/** A form that nobody has filled in. */
export const emptyForm: FormState = { alert: null, values: {}, errors: {} };

const keptFields = new Set(["username", "email", "next"]);

/**
 * The form to show again after what was typed broke its rules: with what is wrong beside each field. It keeps the username and the
 * e-mail address that were typed, and where a login leads, and never the password.
 */
export function refusedForm(alert: string, body: unknown, error: z.ZodError): FormState {
  return { alert, values: keptValues(body), errors: fieldErrors(error) };
}

/** The form to show again after the rules held and something else did not: that stands beside its field alone. */
export function refusedFields(body: unknown, errors: Readonly<Record<string, string>>): FormState {
  const entries = Object.entries(errors).map(([field, error]) => [field, [error]] as const);
  return { alert: null, values: keptValues(body), errors: Object.fromEntries(entries) };
}

function keptValues(body: unknown): Record<string, string> {
  if (typeof body !== "object" || body === null) return {};
  const entries: [string, unknown][] = Object.entries(body);
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, string] => keptFields.has(entry[0]) && typeof entry[1] === "string",
    ),
  );
}

function fieldErrors(error: z.ZodError): Record<string, readonly string[]> {
  const errors: Record<string, string[]> = {};
  for (const { path, message } of error.issues) (errors[String(path[0])] ??= []).push(message);
  return errors;
}
