import { ServerResponse } from "node:http";
import type { OutgoingHttpHeader, OutgoingHttpHeaders } from "node:http";
import { standingCookies } from "./standing-cookies.ts";

const OBSERVED = Symbol("hertz-sessions: before the head");

/** `writeHead` of a response, its headers set already. */
type WriteHead = (this: ServerResponse, status: number, reason?: string) => ServerResponse;

/** Who waits for the head of a response, and the `writeHead` that it came with. */
interface Observed {
  readonly listeners: (() => void)[];
  readonly writeHead: WriteHead;
  hasLeft: boolean;
}

interface ObservedResponse extends ServerResponse {
  [OBSERVED]?: Observed | undefined;
}

/**
 * Calls back right before the head of a response leaves, when its headers can be changed for the last time.
 *
 * It is asked for only by responses that carry a session cookie; all others keep the `writeHead` that they came with.
 */
export function beforeHead(response: ObservedResponse, listener: () => void): void {
  const observed = response[OBSERVED];
  if (observed && !observed.hasLeft) {
    observed.listeners.push(listener);
    return;
  }
  const { writeHead } = response as { writeHead: WriteHead };
  response[OBSERVED] = { listeners: [listener], writeHead, hasLeft: false };
  response.writeHead = writeHeadAfterListeners;
}

/**
 * One function for all responses. With a closure for each, most of what a login allocates outlived the young generation, and a third of its
 * CPU was garbage collection (Node.js 24).
 */
function writeHeadAfterListeners(
  this: ObservedResponse,
  status: number,
  reason?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
  headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
): ServerResponse {
  applyHeaders(this, typeof reason === "string" ? headers : (reason ?? headers)); // throws for an illegal header
  const observed = this[OBSERVED];
  if (observed && !observed.hasLeft) {
    for (const callBack of observed.listeners) callBack();
    observed.hasLeft = true;
    this.writeHead = observed.writeHead as ServerResponse["writeHead"]; // deleting it would make a slow object of the response
  }
  const { writeHead } = observed ?? (ServerResponse.prototype as { writeHead: WriteHead });
  return typeof reason === "string" ? writeHead.call(this, status, reason) : writeHead.call(this, status);
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
    if (lowerName === "set-cookie") addCookies(response, [text].flat());
    else if (seen.has(lowerName)) response.appendHeader(name, text);
    else response.setHeader(name, text);
    seen.add(lowerName);
  }
}

/** Without those that stand there: Fastify gives `writeHead` also what was read from the response and set again, with more beside it. */
function addCookies(response: ServerResponse, lines: readonly string[]): void {
  for (const line of lines) {
    if (!standingCookies(response).includes(line)) response.appendHeader("Set-Cookie", line);
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
