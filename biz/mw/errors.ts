import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";

import type { Logger } from "../../pkg/logger/create-logger.ts";
import { loggerOf } from "../../pkg/logger/request-logger.ts";
import { sendToLogin } from "../../pkg/render/redirect.ts";
import { renderPage } from "../../pkg/render/render-page.ts";
import { wantsJson } from "../../pkg/render/wants-json.ts";
import { messages } from "../../pkg/consts/messages.ts";
import { isSessionGone, toErrorAnswer, type ErrorAnswer } from "./error-answer.ts";
import { OutageLog } from "./outage-log.ts";

/** Answers 404 to what no route took. */
export const notFound: RequestHandler = (req, res) => {
  sendAnswer(req, res, { status: 404, text: messages.notFound, advice: null, headers: {} });
};

/**
 * Answers whatever a handler threw or rejected with, as a page or as JSON, and writes server errors to the
 * log: with their stack, but for a 503, which is no fault of the application.
 */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  const outages = new OutageLog();
  // Express knows an error handler by its four parameters.
  return function handleError(error: unknown, req, res, next) {
    const answer = toErrorAnswer(error);
    const { status } = answer;
    const { method, path } = req;
    const log = loggerOf(req, logger);
    if (status === 503) outages.note(log, error, { method, path });
    else if (status >= 500) log.error({ err: error, method, path, status }, "request failed");
    // Half an answer has left: Express ends the connection, so that nobody takes it for a whole one.
    if (res.headersSent) next(error);
    else if (isSessionGone(error) && !wantsJson(req)) sendToLogin(res);
    else sendAnswer(req, res, answer);
  };
}

function sendAnswer(req: Request, res: Response, { status, text, advice, headers }: ErrorAnswer): void {
  res.set(headers);
  if (!wantsJson(req)) {
    renderPage(res, "error", { title: text, status, advice }, status);
    return;
  }
  const answer = { error: text, ...(advice !== null && { advice }) };
  res.status(status).set("Cache-Control", "no-store").json(answer);
}
