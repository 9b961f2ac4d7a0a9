import type { ServerResponse } from "node:http";

/**
 * Tells an error handler of an error when the response has gone, whole. An error handler that answers all the same is heard by nobody,
 * instead of being told that the headers were already sent.
 */
export function reportAfter(response: ServerResponse, error: unknown, fail: (error: unknown) => void): void {
  response.once("close", () => {
    const ignore = (): ServerResponse => response;
    Object.assign(response, { setHeader: ignore, appendHeader: ignore, writeHead: ignore });
    Object.assign(response, { removeHeader: () => undefined, flushHeaders: () => undefined });
    fail(error);
  });
}
