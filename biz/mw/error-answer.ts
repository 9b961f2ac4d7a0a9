import { isSessionError } from "hertz-sessions";

import { messages } from "../../pkg/consts/messages.ts";
import { ForgedFormError, IllegalFormError } from "./form-errors.ts";

/** What a visitor is told about an error: nothing of its message, which is for the log. */
export interface ErrorAnswer {
  readonly status: number;
  readonly text: string;
  /** What to do about it, where that is not plain. */
  readonly advice: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer to an error: its own status where it has one that makes sense, else 500. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  const status = statusOf(error);
  return { status, ...wordsFor(error, status), headers: headersOf(error) };
}

/** Whether the session ended while the request ran: the visitor has to sign in again. */
export function isSessionGone(error: unknown): boolean {
  return isSessionError(error, "ERR_SESSION_GONE");
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !("status" in error)) return 500;
  const { status } = error;
  return typeof status === "number" && Number.isInteger(status) && status >= 400 && status < 600
    ? status
    : 500;
}

function wordsFor(error: unknown, status: number): Pick<ErrorAnswer, "text" | "advice"> {
  if (error instanceof ForgedFormError) return { text: messages.forged, advice: messages.forgedAdvice };
  if (error instanceof IllegalFormError && status === 400) {
    return { text: messages.illegalFormat, advice: null };
  }
  if (status === 429) return { text: messages.tooMany, advice: messages.tooManyAdvice };
  return { text: textOf(status), advice: null };
}

function textOf(status: number): string {
  switch (status) {
    case 401:
      return messages.loginFirst;
    case 404:
      return messages.notFound;
    case 413:
      return messages.tooLarge;
    case 414:
      return messages.addressTooLong;
    case 503:
      return messages.unavailable;
    default:
      return status < 500 ? messages.badRequest : messages.internal;
  }
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Error) || !("headers" in error)) return {};
  const { headers } = error;
  if (typeof headers !== "object" || headers === null) return {};
  const entries: [string, unknown][] = Object.entries(headers);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
