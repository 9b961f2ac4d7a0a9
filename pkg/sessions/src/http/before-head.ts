import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";

const LISTENERS = Symbol("hertz-sessions: before the head");

interface ObservedResponse extends ServerResponse {
  [LISTENERS]?: (() => void)[] | undefined;
}

/**
 * Calls back right before the head of a response leaves, when its headers can be changed for the last time.
 *
 * It is asked for only by responses that carry a session cookie; all others keep the `writeHead` that they came with.
 */
export function beforeHead(response: ObservedResponse, listener: () => void): void {
  if (response[LISTENERS]) {
    response[LISTENERS].push(listener);
    return;
  }
  const listeners = [listener];
  response[LISTENERS] = listeners;
  const writeHead = response.writeHead.bind(response);
  response.writeHead = function writeHeadAfterListeners(
    status: number,
    reason?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): ServerResponse {
    applyHeaders(response, typeof reason === "string" ? headers : (reason ?? headers)); // throws for an illegal header
    for (const callBack of listeners) callBack();
    response.writeHead = writeHead;
    response[LISTENERS] = undefined; // deleting it would make a slow object of the response
    return typeof reason === "string" ? response.writeHead(status, reason) : response.writeHead(status);
  };
}

/** Headers given to `writeHead` go over those set before, as Node.js has it; the cookies among them stand beside ours. */
export function applyHeaders(
  response: ServerResponse,
  headers: OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined,
): void {
  if (!headers) return;
  const seen = new Set<string>();
  for (const [name, value] of pairsOf(headers)) {
    if (value === undefined) continue;
    const lowerName = name.toLowerCase();
    const text = typeof value === "number" ? String(value) : value;
    if (lowerName === "set-cookie" || seen.has(lowerName)) response.appendHeader(name, text);
    else response.setHeader(name, text);
    seen.add(lowerName);
  }
}

/** The forms that `writeHead` takes: an object, an array of pairs, or a flat array of names and values. */
function pairsOf(
  headers: OutgoingHttpHeaders | OutgoingHttpHeader[],
): [string, OutgoingHttpHeader | undefined][] {
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (Array.isArray(headers[0])) return headers as unknown as [string, OutgoingHttpHeader][];
  const pairs: [string, OutgoingHttpHeader | undefined][] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    pairs.push([String(headers[index]), headers[index + 1]]);
  }
  return pairs;
}
